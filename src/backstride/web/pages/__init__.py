"""One file for each page; adding one touches its file and the list here."""

from starlette.routing import Route

from backstride.web.pages import (
    answer,
    back,
    data,
    evidence,
    exercises,
    feed,
    jobs,
    offline,
    pairing,
    plan,
    preferences,
    private_places,
    runs,
    shoes,
    today,
)

PAGES = (
    today,
    answer,
    runs,
    plan,
    exercises,
    back,
    data,
    shoes,
    private_places,
    feed,
    evidence,
    jobs,
    preferences,
    pairing,
    offline,
)


def routes() -> list[Route]:
    return [route for page in PAGES for route in page.routes()]
