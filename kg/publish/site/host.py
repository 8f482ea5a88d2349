"""Files that tell web hosts how to answer the IRIs, the entry for a redirect at w3id.org, and the map for robots.

Apache reads `.htaccess` and answers by what is asked for (`Accept`). Hosts of static pages read `_redirects`: they know
no `Accept`, but give `letter/l0001.html` for `letter/l0001` by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from kg.ns import HOME, SITE_MAP
from kg.publish.site.info import SiteInfo

Page = tuple[str, bytes]
_ANYWHERE = "https://www.example.org/WHERE-THE-SITE-IS/"
_HERE = "\0"  # stands for the folder of the site in a page that Apache sends
_MAP_SIZE = 40_000  # addresses in one file; 50,000 are allowed
_DYNAMIC = 100  # rules with a star that Cloudflare Pages takes

# Name of the namespace below HOME, its page, its Turtle (the shapes have several files, which their page names).
_NAMESPACES = (
    ("ns", "vocabulary/ep.html", "vocabulary/ep.ttl"),
    ("voc", "vocabulary/voc.html", "vocabulary/voc.ttl"),
    ("shapes", "profile/index.html", ""),
)

_TYPES = (
    ("text/turtle;charset=utf-8", ".ttl"),
    ("application/ld+json", ".jsonld"),
    ("application/n-triples", ".nt"),
    ("application/n-quads", ".nq"),
    ("application/trig", ".trig"),
    ("application/sparql-query", ".rq"),
    ("application/wasm", ".wasm"),
    ("application/gzip", ".gz"),
    ("application/zstd", ".zst"),
)


# What is sent packed: texts by the host, the query engine as it lies here. A browser says what it can unpack.
_PACKED = r"""<IfModule mod_headers.c>
Header always merge Vary Accept
</IfModule>
<IfModule mod_deflate.c>
AddOutputFilterByType DEFLATE text/html text/css text/javascript application/javascript image/svg+xml text/csv
AddOutputFilterByType DEFLATE text/turtle application/ld+json application/json text/plain
</IfModule>
<Files "*.wasm.br">
ForceType application/wasm
RemoveLanguage .br
AddEncoding br .br
</Files>
<IfModule mod_headers.c>
<FilesMatch "\.wasm\.(?:br|gz)$">
Header merge Vary Accept-Encoding
</FilesMatch>
</IfModule>"""

_FOLDERS = r"""DirectorySlash Off
RewriteEngine On
RewriteOptions AllowNoSlash

# Where this folder is, so that it works in any.
RewriteCond %{REQUEST_URI}::$1 ^(.*?/)(.*)::\2$
RewriteRule ^(.*)$ - [E=AT:%1]

# Folders end in a slash, this one too (Apache then gives its whole path), unless they have a page of their own.
RewriteCond %{THE_REQUEST} "^[A-Z]+ ([^? ]*[^/? ])[? ]"
RewriteRule ^/ %{REQUEST_SCHEME}://%{HTTP_HOST}%1/ [R=301,L]
RewriteCond %{REQUEST_FILENAME}.html !-f
RewriteCond %{REQUEST_FILENAME}/index.html -f
RewriteRule ^(.*[^/])$ %{ENV:AT}$1/ [R=301,L]

# The query engine, a third smaller, for browsers that can unpack it.
RewriteCond %{HTTP:Accept-Encoding} \bbr\b
RewriteCond %{REQUEST_FILENAME}::br ^(.+)\.gz::(br)$
RewriteCond %1.%2 -f
RewriteRule ^(.+\.wasm)\.gz$ %{ENV:AT}$1.br [L]"""

_ANSWERS = r"""# A leaf is a part of the page of its file.
RewriteCond %{HTTP_ACCEPT} text/html [NC,OR]
RewriteCond %{HTTP_ACCEPT} !(?:text/turtle|application/ld\+json|application/json) [NC]
RewriteRule ^(archive/.+)/(l[0-9][0-9a-z]*)$ %{ENV:AT}$1.html#$2 [R=303,NE,L]
RewriteCond %{HTTP_ACCEPT} text/turtle [NC]
RewriteRule ^(archive/.+)/l[0-9][0-9a-z]*$ %{ENV:AT}$1.ttl [R=303,L]
RewriteRule ^(archive/.+)/l[0-9][0-9a-z]*$ %{ENV:AT}$1.jsonld [R=303,L]

# A release of the dataset has a page and a description; named graphs are told of on pages, as is a saved query.
RewriteCond %{REQUEST_FILENAME} ^(.*)dataset$
RewriteCond %1release/$1/void.ttl -f
RewriteRule ^dataset/([^/]+)$ - [E=RELEASE:$1]
RewriteCond %{ENV:RELEASE} .
RewriteCond %{HTTP_ACCEPT} !text/html [NC]
RewriteCond %{HTTP_ACCEPT} text/turtle [NC]
RewriteRule ^ %{ENV:AT}release/%{ENV:RELEASE}/void.ttl [R=303,L]
RewriteCond %{ENV:RELEASE} .
RewriteRule ^ %{ENV:AT}release/%{ENV:RELEASE}/ [R=303,L]
RewriteRule ^graph/(links)$ %{ENV:AT}$1 [R=303,L]
RewriteRule ^graph/(claim)s/[^/]+$ %{ENV:AT}$1/ [R=303,L]
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteRule ^(query/[^/]+)$ %{ENV:AT}$1.html [R=303,L]

# Below a thing stands a name for people, which may change, or nothing.
RewriteCond %{PATH_INFO} .
RewriteCond %{REQUEST_FILENAME}.html -f
RewriteRule ^((?:letter|person|group|place|decision)/[^/]+)/[^/]+$ %{ENV:AT}$1 [R=301,L]
RewriteCond %{PATH_INFO} .
RewriteRule ^ - [L]

# Everything else has files of its own. Whoever takes HTML gets it; Turtle goes before JSON-LD.
RewriteCond %{REQUEST_FILENAME}.html !-f
RewriteRule ^ - [S=3]
RewriteCond %{HTTP_ACCEPT} !text/html [NC]
RewriteCond %{HTTP_ACCEPT} text/turtle [NC]
RewriteRule ^(.+)$ %{ENV:AT}$1.ttl [R=303,L]
RewriteCond %{HTTP_ACCEPT} !text/html [NC]
RewriteCond %{HTTP_ACCEPT} application/(?:ld\+)?json [NC]
RewriteRule ^(.+)$ %{ENV:AT}$1.jsonld [R=303,L]
RewriteRule ^(.+)$ %{ENV:AT}$1.html [R=303,L]"""


class Gone(NamedTuple):
    """An identifier that is no longer in use: its path, and those of what replaced it, none when it was withdrawn."""

    path: str
    replaced_by: tuple[str, ...] = ()


def host_files(
    site: SiteInfo, gone: Sequence[Gone], files_with_leaves: Iterable[str], url: str, miss: Callable[[str], bytes]
) -> Iterator[Page]:
    """The files for hosts. `files_with_leaves` are paths of archival files; `url` is where the site is, or empty.

    `miss` is the page for addresses at which there is nothing, given what its links begin with: it is shown at any
    depth. Hosts of static pages answer with `404.html`, which without `url` is for a site at the root of its host.
    """
    yield "404.html", miss(urlsplit(url).path or "/")
    yield ".htaccess", _htaccess(gone, miss).encode()
    yield "_redirects", _redirects(gone, sorted(files_with_leaves, reverse=True)).encode()
    yield "w3id/.htaccess", _w3id(site, url).encode()
    yield "w3id/README.md", _w3id_readme(site, url).encode()


def _htaccess(gone: Sequence[Gone], miss: Callable[[str], bytes]) -> str:
    types = "\n".join(f"AddType {media} {suffix}" for media, suffix in _TYPES)
    rules = "\n".join(_gone_rule(one) for one in gone)
    return f"""# Apache 2.4 with mod_rewrite: the IRIs of this collection, answered by what is asked for.
Options -MultiViews -Indexes
DirectoryIndex index.html
AddDefaultCharset utf-8
{types}
{_PACKED}
{_FOLDERS}

# Identifiers that are no longer in use. Those without a successor have a page all the same.
ErrorDocument 410 "<title>No longer used</title><p>No longer used: this address with .html at its end says why."
{rules or "# none"}

# What is not there at all, with links that begin where this folder is.
ErrorDocument 404 "{_message(miss(_HERE))}"

{_ANSWERS}
"""


def _message(page: bytes) -> str:
    """A page as the text of an ErrorDocument, in ASCII, as Apache sends it as ISO 8859-1.

    What would be an expression in it, a variable of the configuration or an escape is written by its number.
    """
    text = page.decode().encode("ascii", "xmlcharrefreplace").decode()
    for sign in "%$\\":
        text = text.replace(sign, f"&#{ord(sign)};")
    return " ".join(text.replace('"', '\\"').replace(_HERE, "%{ENV:AT}").splitlines())


def _gone_rule(one: Gone) -> str:
    """301 to what a thing was merged into; 410 for one that was withdrawn, or taken apart: its page says into what."""
    pattern = f"^{re.escape(one.path)}$"
    if len(one.replaced_by) == 1:
        return f"RewriteRule {pattern} %{{ENV:AT}}{one.replaced_by[0]} [R=301,L]"
    return f"RewriteRule {pattern} - [G,L]"


def _redirects(gone: Sequence[Gone], files: Sequence[str]) -> str:
    lines = ["# Netlify, Cloudflare Pages, GitLab Pages, IPFS. Paths begin at the root of the host."]
    for one in gone:
        if len(one.replaced_by) == 1:
            lines.append(f"/{one.path} /{one.replaced_by[0]} 301")
        else:
            lines.append(f"/{one.path} /{one.path}.html 410")
    lines.append("# A leaf is a part of the page of its file.")
    lines += [f"/{path}/* /{path}.html#:splat 303" for path in files[:_DYNAMIC]]
    if len(files) > _DYNAMIC:
        lines.append(f"# {len(files) - _DYNAMIC} more files are left out: some hosts take {_DYNAMIC} such rules.")
    return "\n".join(lines) + "\n"


def _w3id(site: SiteInfo, url: str) -> str:
    folder = urlsplit(site.base).path.strip("/").split("/")[1:]
    prefix = "".join(f"{part}/" for part in folder)
    to = url or _ANYWHERE
    own = _namespaces(to) if site.base.startswith(HOME) else ""
    return f"""# {site.base}
# Goes into the folder of the prefix in github.com/perma-id/w3id.org; the README beside it says how.
Options +FollowSymLinks -MultiViews
RewriteEngine on
{own}RewriteRule ^{re.escape(prefix)}(.*)$ {to}$1 [R=302,L,NE]
"""


def _namespaces(to: str) -> str:
    """Rules for the project's own namespaces, which lie in the same folder of w3id.org: terms lead to their pages."""
    rules = ["# The vocabulary and the shapes. One site of this folder answers for them: leave this out in the others."]
    for name, page, turtle in _NAMESPACES:
        files = (("text/turtle", turtle), (r"application/(?:ld\+)?json", turtle.replace(".ttl", ".jsonld")))
        for media, file in files if turtle else ():
            rules.append("RewriteCond %{HTTP_ACCEPT} !text/html [NC]")
            rules.append(f"RewriteCond %{{HTTP_ACCEPT}} {media} [NC]")
            rules.append(f"RewriteRule ^{name}(?:/.*)?$ {to}{file} [R=303,L]")
        rules.append(f"RewriteRule ^{name}(?:/.*)?$ {to}{page} [R=303,L]")
    return "\n".join(rules) + "\n\n"


def _w3id_readme(site: SiteInfo, url: str) -> str:
    host, _, rest = site.base.partition("://")[2].partition("/")
    folder = rest.split("/")[0]
    where = url or f"{_ANYWHERE} (put the address of the site in both files)"
    note = (
        "" if host == "w3id.org" else f"\nThe base of this collection is at {host}, so that this entry is not needed.\n"
    )
    return f"""# {site.title}

{site.description or site.title}

- IRIs: `{site.base}`
- The site: {where}
- Publisher: {site.publisher}
- Contact: {site.contact or "PUT A NAME, AN ADDRESS AND A GITHUB ACCOUNT HERE"}
{note}
## To register

1. Fork `perma-id/w3id.org` on GitHub, and make the folder `{folder}` when it is not there.
2. Put this file and the `.htaccess` beside it into that folder; a `.htaccess` that is there gets the rule.
3. Send a pull request. Whoever owns the folder has to agree.

The site itself answers by `Accept` (Turtle, JSON-LD, HTML): here nothing is done but to send on.
"""


def site_map(paths: Iterable[str], url: str) -> Iterator[Page]:
    """`sitemap.xml` of the pages at `paths`, in several files when there are many. `url` ends in `/`."""
    every = sorted(path for path in paths if path.endswith(".html") and path not in ("404.html", "search.html"))
    chunks = [every[start : start + _MAP_SIZE] for start in range(0, len(every), _MAP_SIZE)]
    if len(chunks) == 1:
        yield "sitemap.xml", _urls(chunks[0], url)
        return
    for n, chunk in enumerate(chunks, 1):
        yield f"sitemap-{n}.xml", _urls(chunk, url)
    maps = "".join(f"<sitemap><loc>{escape(url)}sitemap-{n}.xml</loc></sitemap>\n" for n in range(1, len(chunks) + 1))
    yield "sitemap.xml", _xml("sitemapindex", maps)


def _urls(paths: Iterable[str], url: str) -> bytes:
    found = (path.removesuffix("index.html") if path == "index.html" else path for path in paths)
    return _xml("urlset", "".join(f"<url><loc>{escape(url + path)}</loc></url>\n" for path in found))


def _xml(name: str, inside: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{SITE_MAP}">\n{inside}</{name}>\n'.encode()
