# SPDX-License-Identifier: MIT
"""Tables of agreements."""

from .agreements import Agreement, AgreementProposal, AgreementStep, AgreementVersion
from .signing import AgreementCode, AgreementSignatory, AgreementSignature, SimpleSignatureTerms
from .templates import AgreementTemplate, DistrictAgreementTemplate

__all__ = [
    "Agreement",
    "AgreementCode",
    "AgreementProposal",
    "AgreementSignatory",
    "AgreementSignature",
    "AgreementStep",
    "AgreementTemplate",
    "AgreementVersion",
    "DistrictAgreementTemplate",
    "SimpleSignatureTerms",
]
