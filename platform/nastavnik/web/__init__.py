# SPDX-License-Identifier: MIT
"""What stands between a request and a room: the frame of pages, their pieces, and the rules of the way.

Appearance
    ``shell``       dataclasses of what the layouts show: the installation, the menu, the person, the places
    ``components``  ``ui``: the pieces of a page under one name; ``install`` gives an application all of it
    ``fields``      form fields of our own: a date typed as text
    ``theme``       theme and version for the visually impaired: a cookie, a form, attributes of ``<html>``
    ``assets``      from «app.css» to the file of this build
    ``errors``      error pages that need no database
    ``templates``   layouts, components, error pages; ``templates/README.md`` is their reference
    ``locale``      the words of all of these

Safety
    ``headers``     content policy with a nonce, other headers, the code of a request
    ``forgery``     forms of other sites are refused
    ``limits``      how often one address may ask

The way
    ``scoping``     from the address to the scope
    ``access``      who may open a page
    ``language``    in which language
    ``shell_context``  the frame filled from the plugins that are on
    ``pages``       pages of no room: what to do now, search, notices, long jobs

The front end itself is built from ``platform/frontend`` into ``static/dist``.
"""
