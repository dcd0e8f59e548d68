"""One file for each page; adding one touches its file and the list here."""

from starlette.routing import Route

from backstride.web.pages import answer, pairing, preferences, runs, today

PAGES = (today, answer, runs, preferences, pairing)


def routes() -> list[Route]:
    return [route for page in PAGES for route in page.routes()]
