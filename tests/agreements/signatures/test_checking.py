# SPDX-License-Identifier: MIT
"""Checking a detached signature, by each verifier: what is right, what is wrong, and what is no signature at all."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nastavnik.agreements.signatures import algorithms, checking, engine, verifiers
from nastavnik.agreements.signatures import container as container_module
from nastavnik.agreements.signatures.checking import (
    NotASignature,
    SignatureReport,
    SignerReport,
    check,
    signed_document,
)
from nastavnik.agreements.signatures.digests import TooLargeForPython
from nastavnik.agreements.signatures.openssl import OpensslVerifier
from nastavnik.agreements.signatures.pem import pem
from nastavnik.agreements.signatures.pure import PureVerifier
from nastavnik.hookspecs import SignatureQuestion, SignatureVerifier
from nastavnik.testing import signatures as made
from nastavnik.testing.signatures import KINDS, Encoding, Kind, sign

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DOCUMENT = "%PDF-1.7 Соглашение о сотрудничестве № 12".encode() * 20
PURE: tuple[SignatureVerifier, ...] = (PureVerifier(),)
NO_ENGINE = "this machine has no OpenSSL with the GOST engine (libengine-gost-openssl)"
BOTH = [
    pytest.param(PURE, id="python"),
    pytest.param(
        (OpensslVerifier(), PureVerifier()),
        id="openssl",
        marks=pytest.mark.skipif(not engine.present(), reason=NO_ENGINE),
    ),
]


def only(
    signature: bytes,
    *,
    document: bytes = DOCUMENT,
    roots: tuple[bytes, ...] = (),
    moment: datetime = NOW,
    by: tuple[SignatureVerifier, ...] | None = None,
) -> SignerReport:
    """The report of the only signer."""
    (found,) = check(document, signature, roots=roots, moment=moment, verifiers=by).signers
    return found


def refused(data: bytes) -> str:
    """Why this is no signature."""
    with pytest.raises(NotASignature) as caught:
        check(DOCUMENT, data, moment=NOW)
    assert caught.value.sentence == str(caught.value)
    assert caught.value.sentence.endswith(".")
    return caught.value.reason_code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", BOTH)
def test_a_right_signature(kind: Kind, by: tuple[SignatureVerifier, ...]) -> None:
    key = made.shared_signer(kind)
    report = check(DOCUMENT, sign(DOCUMENT, key), roots=[key.root], moment=NOW, verifiers=by)
    (found,) = report.signers
    assert found.mathematics.status == "checked"
    assert found.chain.status == "checked"
    assert "Испытательный корень" in found.chain.sentence
    assert (found.revocation.status, found.revocation.code) == ("not_checked", "no_list")
    assert found.signed_at == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert found.backend == ("python" if kind == "rsa" or len(by) == 1 else "openssl-gost")
    assert (report.profile, report.encapsulated, report.acceptable) == ("CAdES-BES", False, True)
    assert found.digest == made.digest_of(kind, DOCUMENT).hex()
    assert found.certificate_der == key.certificate


def test_what_the_certificate_says() -> None:
    facts = only(sign(DOCUMENT, made.shared_signer())).certificate
    assert (facts.holder, facts.post) == ("Эталонов Пётр Сергеевич", "Директор")
    assert facts.organisation == "МБУ ДО «Центр»"
    assert (facts.inn, facts.inn_legal, facts.ogrn) == ("500100732259", "7707083893", "1027700132195")
    assert facts.snils_masked == "***-***-**5 95"
    assert facts.issuer == "Испытательный корень"
    assert int(facts.serial, 16) == made.shared_signer().serial
    assert not facts.expired_at(NOW)
    assert facts.expired_at(made.END + timedelta(seconds=1))
    assert facts.early_at(made.BEGINNING - timedelta(seconds=1))


def test_an_old_certificate_writes_the_inn_of_a_legal_entity_with_two_zeros() -> None:
    old = made.Holder(
        inn="007707083893", inn_legal="", snils="", given="", surname="", common_name="ООО «Ёлка»\n"
    )
    facts = only(sign(DOCUMENT, made.make_signer(made.shared_root(), old))).certificate
    assert (facts.inn, facts.inn_legal, facts.snils_masked, facts.holder) == (
        "",
        "7707083893",
        "",
        "ООО «Ёлка»",
    )


def test_a_report_is_stored_and_read_again() -> None:
    report = check(DOCUMENT, sign(DOCUMENT, made.shared_signer()), moment=NOW)
    again = SignatureReport.from_json(report.to_json())
    assert again == replace(
        report, signers=tuple(replace(one, certificate_der=b"") for one in report.signers)
    )


@pytest.mark.parametrize("encoding", ["der", "base64", "pem"])
def test_every_encoding_is_read(encoding: Encoding) -> None:
    assert only(sign(DOCUMENT, made.shared_signer(), encoding=encoding)).acceptable


def test_base64_with_a_mark_of_order_and_lines_of_windows_is_read() -> None:
    text = sign(DOCUMENT, made.shared_signer(), encoding="base64").replace(b"\n", b"\r\n")
    assert only(b"\xef\xbb\xbf" + text).acceptable


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", BOTH)
def test_a_signature_of_another_document(kind: Kind, by: tuple[SignatureVerifier, ...]) -> None:
    signature = sign(DOCUMENT, made.shared_signer(kind))
    found = only(signature, document=made.tampered(DOCUMENT), by=by)
    assert (found.mathematics.status, found.mathematics.code) == ("broken", "other_document")
    assert not found.acceptable


def test_it_is_told_under_which_version_a_signature_stands() -> None:
    for kind in KINDS:
        signature = sign(b"second", made.shared_signer(kind))
        assert signed_document(signature, {1: b"first", 2: b"second", 3: b"third"}) == 2
        assert signed_document(signature, {1: b"first"}) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", BOTH)
def test_a_changed_signature_is_forged(kind: Kind, by: tuple[SignatureVerifier, ...]) -> None:
    key = made.shared_signer(kind)
    changed = replace(key, sign=lambda data: made.tampered(key.sign(data), 7))
    found = only(sign(DOCUMENT, changed), by=by)
    assert (found.mathematics.status, found.mathematics.code) == ("broken", "forged")


def test_a_signature_without_attributes_covers_the_document_itself() -> None:
    key = made.shared_signer()
    signature = sign(DOCUMENT, key, attributes=lambda _: [])
    assert only(signature).mathematics.code == "intact"
    assert only(signature).digest == made.digest_of("gost256", DOCUMENT).hex()
    assert only(signature, document=b"other").mathematics.status == "broken"
    assert check(DOCUMENT, signature, moment=NOW).profile == "CMS"


def test_an_attached_signature_holds_the_document() -> None:
    signature = sign(DOCUMENT, made.shared_signer(), encapsulated=True)
    report = check(DOCUMENT, signature, moment=NOW)
    assert report.encapsulated
    assert report.acceptable
    assert only(signature, document=b"other").mathematics.code == "other_document"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda _: [made.attribute(made.CONTENT_TYPE, made.oid(made.DATA))], "attributes"),
        (lambda whole: whole[1:], "attributes"),
        (lambda whole: [*whole, made.attribute(made.MESSAGE_DIGEST, made.octets(b"x"))], "attributes"),
        (
            lambda whole: [made.attribute(made.CONTENT_TYPE, made.oid(made.SIGNED_DATA)), *whole[1:]],
            "attributes",
        ),
    ],
    ids=["no sum", "no kind", "two sums", "another kind"],
)
def test_signed_attributes_must_be_whole(change: Callable[[list[bytes]], list[bytes]], code: str) -> None:
    found = only(sign(DOCUMENT, made.shared_signer(), attributes=change)).mathematics
    assert (found.status, found.code) == ("broken", code)


def test_a_certificate_that_was_swapped_is_noticed() -> None:
    key, other = made.shared_signer(), made.make_signer(made.shared_root(), made.Holder(surname="Чужаков"))
    crossed = replace(key, serial=other.serial)
    found = only(sign(DOCUMENT, crossed, certificates=[other.certificate])).mathematics
    assert (found.status, found.code) == ("broken", "other_certificate")


def test_an_algorithm_of_another_key_is_refused() -> None:
    key = made.shared_signer("gost512")
    confused = replace(made.shared_signer("gost256"), certificate=key.certificate, serial=key.serial)
    found = only(sign(DOCUMENT, confused, cades=False)).mathematics
    assert (found.status, found.code) == ("broken", "algorithm_mismatch")
    assert not algorithms.agree("1.2.840.113549.1.1.13", "rsa", "sha256")
    assert not algorithms.agree("1.2.643.7.1.1.1.1", "rsa", "streebog256")


def test_sums_that_can_be_forged_are_not_checked() -> None:
    signature = sign(DOCUMENT, made.shared_signer("rsa"))
    sha1 = made.seq(made.oid("1.3.14.3.2.26"))
    sha256 = made.seq(made.oid("2.16.840.1.101.3.4.2.1"))
    padded = (
        sha1[:1] + bytes([len(sha256) - 2]) + sha1[2:] + made.tlv(0x04, bytes(len(sha256) - len(sha1) - 2))
    )
    found = only(signature.replace(sha256, padded)).mathematics
    assert (found.status, found.code) == ("not_checked", "outdated_algorithm")
    assert "SHA-1" in found.sentence


def test_several_signers_are_told_apart() -> None:
    first, second = made.shared_signer(), made.make_signer(made.shared_root(), made.Holder(surname="Вторая"))
    report = check(DOCUMENT, sign(DOCUMENT, first, others=[second]), roots=[first.root], moment=NOW)
    assert {one.certificate.holder.split()[0] for one in report.signers} == {"Эталонов", "Вторая"}
    assert report.acceptable
    forged = replace(second, sign=lambda data: made.tampered(second.sign(data)))
    report = check(DOCUMENT, sign(DOCUMENT, first, others=[forged]), roots=[first.root], moment=NOW)
    assert not report.acceptable
    assert [one.code for one in report.broken] == ["forged"]


# The chain.


def test_without_roots_the_chain_is_not_checked() -> None:
    found = only(sign(DOCUMENT, made.shared_signer()))
    assert (found.chain.status, found.chain.code) == ("not_checked", "no_roots")
    assert found.revocation.status == "not_checked"
    assert found.acceptable


@pytest.mark.parametrize("roots", [(), (made.shared_root().certificate,)], ids=["no roots", "roots"])
def test_an_expired_certificate(roots: tuple[bytes, ...]) -> None:
    found = only(sign(DOCUMENT, made.make_expired_signer(made.shared_root())), roots=roots)
    assert found.mathematics.status == "checked"
    assert (found.chain.status, found.chain.code) == ("broken", "expired")
    assert "01.02.2026" in found.chain.sentence
    assert not found.acceptable


def test_a_certificate_of_the_future() -> None:
    early = made.make_signer(made.shared_root(), not_before=datetime(2027, 1, 1, tzinfo=UTC))
    assert only(sign(DOCUMENT, early)).chain.code == "not_yet_valid"


def test_a_root_of_the_same_name_is_another_root() -> None:
    stranger = made.make_root()
    found = only(sign(DOCUMENT, made.shared_signer()), roots=(stranger.certificate,))
    assert (found.chain.status, found.chain.code) == ("broken", "forged")


def test_an_unknown_issuer_leaves_the_chain_unchecked() -> None:
    found = only(sign(DOCUMENT, made.shared_signer()), roots=(made.make_root(title="Другой").certificate,))
    assert (found.chain.status, found.chain.code) == ("not_checked", "issuer_unknown")


@pytest.mark.parametrize("installed", [True, False], ids=["installed", "enclosed"])
def test_an_authority_between_is_taken_from_either_place(installed: bool) -> None:
    root = made.shared_root()
    authority = made.make_authority(root)
    key = made.make_signer(authority)
    enclosed = [key.certificate] if installed else [key.certificate, authority.certificate]
    roots = pem(root.certificate, "CERTIFICATE") + (
        pem(authority.certificate, "CERTIFICATE") if installed else b""
    )
    found = only(sign(DOCUMENT, key, certificates=enclosed), roots=(roots,))
    assert found.chain.code == "trusted"


def test_a_root_that_came_with_the_file_is_not_trusted() -> None:
    root = made.make_root(title="Самозваный")
    key = made.make_signer(root)
    signature = sign(DOCUMENT, key, certificates=[key.certificate, root.certificate])
    found = only(signature, roots=(made.shared_root().certificate,))
    assert found.chain.status == "not_checked"


def test_a_person_cannot_issue_certificates() -> None:
    person = made.shared_signer()
    key = made.make_signer(person, made.Holder(surname="Внук"))
    signature = sign(DOCUMENT, key, certificates=[key.certificate, person.certificate])
    found = only(signature, roots=(person.root,))
    assert (found.chain.status, found.chain.code) == ("broken", "not_an_authority")


def test_an_expired_authority_breaks_the_chain() -> None:
    authority = made.make_authority(made.shared_root(), not_after=datetime(2026, 3, 1, tzinfo=UTC))
    key = made.make_signer(authority)
    found = only(sign(DOCUMENT, key), roots=(key.root, authority.certificate))
    assert (found.chain.status, found.chain.code) == ("broken", "issuer_expired")


def test_an_unknown_condition_leaves_the_chain_unchecked() -> None:
    strange = made.seq(made.oid("1.2.3.4"), made.tlv(0x01, b"\xff"), made.octets(made.integer(1)))
    key = made.make_signer(made.shared_root(), extensions=[strange])
    assert only(sign(DOCUMENT, key), roots=(key.root,)).chain.code == "critical_extension"


# Lists of revoked certificates.


def test_a_fresh_list_says_that_a_certificate_is_not_revoked() -> None:
    key = made.shared_signer()
    fresh = made.make_list(made.shared_root(), {42: NOW}, this_update=NOW - timedelta(days=1))
    found = only(sign(DOCUMENT, key), roots=(key.root, pem(fresh, "X509 CRL"))).revocation
    assert (found.status, found.code) == ("checked", "not_revoked")
    assert "30.11.2026" in found.sentence


def test_a_revoked_certificate() -> None:
    key = made.shared_signer()
    revoked = made.make_list(
        made.shared_root(),
        {key.serial: datetime(2026, 5, 4, tzinfo=UTC)},
        this_update=NOW - timedelta(days=90),
    )
    found = only(sign(DOCUMENT, key), roots=(key.root, revoked))
    assert (found.revocation.status, found.revocation.code) == ("broken", "revoked")
    assert "04.05.2026" in found.revocation.sentence
    assert not found.acceptable


def test_an_old_list_and_a_stranger_s_one_say_nothing() -> None:
    key = made.shared_signer()
    old = made.make_list(made.shared_root(), this_update=NOW - timedelta(days=90))
    assert only(sign(DOCUMENT, key), roots=(key.root, old)).revocation.code == "list_stale"
    forged = made.make_list(made.make_root(), this_update=NOW - timedelta(days=1))
    assert only(sign(DOCUMENT, key), roots=(key.root, forged)).revocation.code == "list_unsigned"


# Stamps of time.


def test_a_stamp_proves_the_time_when_its_service_is_trusted() -> None:
    at = datetime(2026, 1, 20, tzinfo=UTC)
    service = made.make_signer(made.shared_root(), made.Holder(surname="", given=""), time_stamping=True)
    key = made.make_expired_signer(made.shared_root())
    signature = sign(DOCUMENT, key, stamp=made.stamp_by(service, at))
    report = check(DOCUMENT, signature, roots=[key.root], moment=NOW)
    (found,) = report.signers
    assert report.profile == "CAdES-T"
    assert found.stamp is not None
    assert (found.stamp.status, found.stamp.code) == ("checked", "stamped")
    assert found.signed_at == at
    assert found.chain.code == "trusted", "the term is looked at as of the stamp"
    assert only(signature).chain.code == "expired", "without the root the stamp proves nothing"


def test_a_certificate_revoked_after_the_stamp_was_in_force() -> None:
    at = datetime(2026, 6, 1, tzinfo=UTC)
    root, key = made.shared_root(), made.shared_signer()
    service = made.make_signer(root, time_stamping=True)
    revoked = made.make_list(root, {key.serial: at + timedelta(days=9)}, this_update=NOW - timedelta(days=1))
    found = only(sign(DOCUMENT, key, stamp=made.stamp_by(service, at)), roots=(root.certificate, revoked))
    assert (found.revocation.status, found.revocation.code) == ("checked", "revoked_later")


def test_a_stamp_of_another_signature_and_a_broken_one() -> None:
    service = made.make_signer(made.shared_root(), time_stamping=True)
    key = made.shared_signer()
    foreign = only(sign(DOCUMENT, key, stamp=made.stamp_by(service, NOW, of=b"other"))).stamp
    assert foreign is not None
    assert (foreign.status, foreign.code) == ("broken", "stamp_of_another")
    damaged = only(sign(DOCUMENT, key, stamp=lambda _: made.octets(b"junk"))).stamp
    assert damaged is not None
    assert damaged.code == "stamp_damaged"


# No signature at all.


def test_what_is_no_signature_has_its_sentence() -> None:
    assert refused(b"") == "empty"
    assert refused(b" \n") == "empty"
    assert refused(b"%PDF-1.7 ...") == "pdf"
    assert refused(b"PK\x03\x04....") == "archive"
    assert refused(b'<?xml version="1.0"?><a/>') == "xml"
    assert refused("Подписано мной".encode()) == "not_a_signature"
    assert refused(b"\x30\x03\x02\x01") == "not_a_signature"
    assert refused(made.seq(made.oid(made.DATA), made.tlv(0xA0, made.octets(b"x")))) == "not_a_signature"
    assert refused(made.seq(made.oid("1.2.840.113549.1.7.3"), made.tlv(0xA0, made.seq()))) == "encrypted"
    certificate = made.shared_signer().certificate
    assert refused(certificate) == "certificate"
    assert refused(pem(certificate, "CERTIFICATE")) == "certificate"
    only_certificates = made.seq(
        made.integer(1),
        made.set_of(),
        made.seq(made.oid(made.DATA)),
        made.tlv(0xA0, certificate),
        made.set_of(),
    )
    assert refused(made.seq(made.oid(made.SIGNED_DATA), made.tlv(0xA0, only_certificates))) == "no_signers"


def test_a_hundred_megabytes_are_no_signature() -> None:
    assert refused(bytes(100 * 1024 * 1024)) == "too_large"


def test_a_signature_without_its_certificate() -> None:
    signature = sign(DOCUMENT, made.shared_signer(), certificates=[])
    assert refused(signature) == "no_certificate"


def test_a_crowd_of_certificates_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_module, "MOST_CERTIFICATES", 1)
    key = made.shared_signer()
    assert refused(sign(DOCUMENT, key, certificates=[key.certificate, key.root])) == "too_many"


def test_a_large_document_without_the_engine_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise TooLargeForPython

    monkeypatch.setattr(checking, "count", refuse)
    found = only(sign(DOCUMENT, made.shared_signer(), cades=False)).mathematics
    assert (found.status, found.code) == ("not_checked", "too_large")


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_garbage_is_never_more_than_no_signature(data: bytes) -> None:
    refused(data)
    refused(b"\x30" + data)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_one_changed_byte_of_the_file_never_crashes_and_never_widens(data: st.DataObject) -> None:
    """The mathematics may survive only a change outside of what is signed; then it is the same document and the same key."""
    key = made.shared_signer("rsa")
    signature = bytearray(SIGNATURE)
    place = data.draw(st.integers(0, len(signature) - 1))
    signature[place] ^= data.draw(st.integers(1, 255))
    try:
        report = check(DOCUMENT, bytes(signature), roots=[key.root], moment=NOW)
    except NotASignature:
        return
    for one in report.signers:
        if one.mathematics.status == "checked":
            assert one.digest == made.digest_of("rsa", DOCUMENT).hex()
        if one.chain.status == "checked":
            assert one.certificate_der == key.certificate


@given(st.integers(0, len(DOCUMENT) - 1), st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_one_changed_byte_of_the_document_breaks_the_mathematics(place: int, by: int) -> None:
    changed = bytearray(DOCUMENT)
    changed[place] ^= by
    assert only(SIGNATURE, document=bytes(changed)).mathematics.code == "other_document"


SIGNATURE = sign(DOCUMENT, made.shared_signer("rsa"))


# OpenSSL's own word.


@pytest.mark.skipif(not engine.present(), reason=NO_ENGINE)
@pytest.mark.parametrize("kind", KINDS)
def test_openssl_accepts_what_the_factories_make(kind: Kind, tmp_path: Path) -> None:
    """What the tests sign is what others sign: ``openssl cms -verify`` agrees, and disagrees with a changed document."""
    key = made.shared_signer(kind)
    for name, data in {
        "s": sign(DOCUMENT, key),
        "right": DOCUMENT,
        "wrong": made.tampered(DOCUMENT),
        "roots": pem(key.root, "CERTIFICATE"),
    }.items():
        (tmp_path / name).write_bytes(data)

    def verify(document: str) -> subprocess.CompletedProcess[bytes]:
        options = ("-binary", "-inform", "DER", "-purpose", "any", "-out", str(tmp_path / "out"))
        files = (
            "-in",
            str(tmp_path / "s"),
            "-content",
            str(tmp_path / document),
            "-CAfile",
            str(tmp_path / "roots"),
        )
        return engine.run("cms", "-verify", *options, *files)

    assert verify("right").returncode == 0
    assert verify("wrong").returncode == 4


@pytest.mark.skipif(not engine.present(), reason=NO_ENGINE)
@pytest.mark.parametrize(
    ("algorithm", "parameters"), [("gost2012_256", "A"), ("gost2012_512", "B"), ("gost2012_256", "TCA")]
)
@pytest.mark.parametrize("by", BOTH)
def test_what_openssl_signs_is_accepted(
    algorithm: str, parameters: str, by: tuple[SignatureVerifier, ...], tmp_path: Path
) -> None:
    key, certificate, document, signed = (str(tmp_path / one) for one in ("key", "cert", "doc", "sig"))
    Path(document).write_bytes(DOCUMENT)
    request = (
        "req",
        "-x509",
        "-newkey",
        algorithm,
        "-pkeyopt",
        f"paramset:{parameters}",
        "-nodes",
        "-subj",
        "/CN=Test",
    )
    assert engine.run(*request, "-keyout", key, "-out", certificate, "-days", "3650").returncode == 0
    sums = "md_gost12_256" if algorithm.endswith("256") else "md_gost12_512"
    options = ("-binary", "-md", sums, "-outform", "DER", "-cades", "-nosmimecap")
    done = engine.run(
        "cms", "-sign", *options, "-in", document, "-signer", certificate, "-inkey", key, "-out", signed
    )
    assert done.returncode == 0, done.stderr
    roots = (Path(certificate).read_bytes(),)
    found = only(Path(signed).read_bytes(), roots=roots, moment=datetime.now(UTC), by=by)
    assert found.mathematics.code == "intact"
    assert found.chain.code == "trusted"


# Files made to hurt.


def deep(levels: int = 3000) -> bytes:
    """Sequences inside of one another."""
    found = b""
    for _ in range(levels):
        found = made.tlv(0x30, found)
    return found


def test_files_made_to_hurt_are_answered_at_once() -> None:
    key = made.shared_signer("rsa")
    long_oid = made.tlv(0x06, b"\x82" * 3_000_000 + b"\x01")
    hostile = [
        made.seq(long_oid, made.tlv(0xA0, made.seq())),
        deep(),
        made.seq(made.oid(made.SIGNED_DATA), made.tlv(0xA0, deep())),
        b"\x30\x80" * 3000,
        b"\x30\x80" + made.oid(made.SIGNED_DATA) + b"\xa0\x80" + b"\x24\x80" * 20000,
    ]
    for value in (long_oid, deep(), made.integer(5), made.tlv(0x17, b"999999999999Z")):
        for kind in (made.SIGNING_TIME, made.SIGNING_CERTIFICATE_V2, made.MESSAGE_DIGEST, made.CONTENT_TYPE):
            kept = {made.CONTENT_TYPE: 0, made.MESSAGE_DIGEST: 1, made.SIGNING_TIME: 2}.get(kind, 3)
            hostile.append(
                sign(
                    DOCUMENT,
                    key,
                    attributes=lambda whole, k=kind, v=value, n=kept: [  # type: ignore[misc]
                        *whole[:n],
                        *whole[n + 1 :],
                        made.attribute(k, v),
                    ],
                )
            )
    started = monotonic()
    for one in hostile:
        try:
            report = check(DOCUMENT, one, roots=[key.root], moment=NOW)
        except NotASignature:
            continue
        assert report.signers[0].signed_at is None or not report.acceptable
    assert monotonic() - started < 20


@pytest.mark.parametrize(
    "point", [bytes(64), b"\x05" * 64, b"\x05" * 10, b""], ids=["zero", "off the curve", "short", "empty"]
)
@pytest.mark.parametrize("by", BOTH)
def test_an_odd_key_verifies_nothing(point: bytes, by: tuple[SignatureVerifier, ...]) -> None:
    scheme = made.SCHEMES["gost256"]
    key = made.seq(
        made.seq(made.oid(scheme.key), made.seq(made.oid(scheme.curve))),
        made.tlv(0x03, b"\x00", made.octets(point)),
    )
    for signature in (bytes(64), b"\x01" * 64, b""):
        asked = SignatureQuestion("gost256", "streebog256", key, DOCUMENT, signature)
        assert not verifiers.ask(asked, by).right


@pytest.mark.parametrize(
    ("modulus", "exponent", "reason"),
    [
        (2**2047 + 9, 2**2047 + 7, "bad_key"),
        (2**2047 + 9, 1, "bad_key"),
        (2**1023 + 9, 65537, "weak_key"),
        (2**9000 + 9, 65537, "bad_key"),
        (0, 3, "bad_key"),
    ],
)
def test_odd_numbers_of_rsa_are_not_counted_with(modulus: int, exponent: int, reason: str) -> None:
    numbers = made.tlv(0x03, b"\x00", made.seq(made.integer(modulus), made.integer(exponent)))
    key = made.seq(made.seq(made.oid("1.2.840.113549.1.1.1"), made.tlv(0x05)), numbers)
    answer = verifiers.ask(SignatureQuestion("rsa", "sha256", key, DOCUMENT, b"\x01" * 256), PURE)
    assert (answer.right, answer.reason) == (None, reason)
