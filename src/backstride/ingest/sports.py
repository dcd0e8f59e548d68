"""What the formats call a sport, in the words of ``records.Sport``."""

import re

from backstride.records import Sport

_WORDS = {
    Sport.RUN: (
        "running",
        "run",
        "jogging",
        "jog",
        "race",
        "marathon",
        "trailrunning",
        "treadmillrunning",
        "virtualrun",
        "trailrun",
        "laufen",
    ),
    Sport.WALK: (
        "walking",
        "walk",
        "hiking",
        "hike",
        "mountaineering",
        "snowshoeing",
        "nordicwalking",
        "trekking",
    ),
    Sport.RIDE: (
        *("cycling", "biking", "bike", "ride", "ebiking", "virtualride", "ebikeride", "gravelride"),
        *("mountainbiking", "roadbiking", "indoorcycling", "mountainbikeride", "handcycling", "radfahrt"),
    ),
    Sport.SWIM: ("swimming", "swim", "openwaterswimming", "lapswimming", "poolswim", "openwaterswim"),
    Sport.STRENGTH: ("strength", "strengthtraining", "weighttraining", "weightlifting", "functionalstrength"),
}

_ABROAD = {
    Sport.RUN: (
        *("lauf", "traillauf", "virtueller lauf", "course à pied", "course", "trail", "corsa", "corrida"),
        *("carrera", "hardloopsessie", "trailhardloopsessie", "hardlopen", "löpning", "löprunda"),
        *("traillöpning", "terränglöpning", "løb", "løbetur", "trailløb", "løping", "løpetur", "terrengløp"),
        *("bieg", "běh", "бег", "забег", "трейлраннинг", "futás", "terepfutás", "koşu", "koşusu", "lari"),
        *(
            "chạy",
            "chạy bộ",
            "juoksu",
            "ラン",
            "ランニング",
            "トレイルラン",
            "トレイルランニング",
            "バーチャルラン",
        ),
        *("달리기", "러닝", "트레일 러닝", "트레일 달리기", "가상 달리기", "가상 러닝", "跑步", "越野跑"),
        *("虚拟跑步", "虛擬跑步", "虚拟跑", "虛擬跑"),
    ),
    Sport.WALK: (
        *("spaziergang", "wanderung", "marche", "randonnée", "camminata", "escursione", "escursionismo"),
        *("caminata", "senderismo", "caminhada", "wandeling", "hiken", "promenad", "vandring", "gåtur"),
        *("vandretur", "spasertur", "fottur", "spacer", "marsz", "wędrówka", "chůze", "túra", "turistika"),
        *("ходьба", "поход", "хайкинг", "séta", "gyaloglás", "yürüyüş", "yürüyüşü", "jalan kaki", "jalan"),
        *(
            "mendaki",
            "đi bộ",
            "đi bộ đường dài",
            "kävely",
            "ウォーキング",
            "ウォーク",
            "ハイキング",
            "ハイク",
        ),
        *("걷기", "하이킹", "步行", "散步", "徒步", "健行"),
    ),
    Sport.RIDE: (
        *("radfahrt", "radfahren", "vélo", "vtt", "cyclisme", "pedalata", "ciclismo", "bicicleta"),
        *("pedalada", "fietsrit", "mountainbikerit", "gravelrit", "cykling", "cykeltur", "sykkeltur"),
        *("sykling", "jazda", "kolarstwo", "jízda", "велосипед", "велозаезд", "заезд", "kerékpározás"),
        *("bisiklet", "bersepeda", "đạp xe", "pyöräily", "ライド", "バーチャルライド", "라이딩", "사이클링"),
        *("가상 라이딩", "骑行", "虚拟骑行", "騎乘", "騎行", "虛擬騎乘"),
    ),
    Sport.SWIM: (
        *("schwimmen", "natation", "nuoto", "natación", "natação", "zwemmen", "zwemsessie", "simning"),
        *("svømning", "svømming", "pływanie", "plavání", "плавание", "заплыв", "úszás", "yüzme", "renang"),
        *("bơi", "bơi lội", "uinti", "水泳", "スイム", "수영", "游泳"),
    ),
    Sport.STRENGTH: (
        *("krafttraining", "entraînement aux poids", "musculation", "allenamento con i pesi"),
        *("entrenamiento con pesas", "entrenamiento de fuerza", "musculação", "treinamento com pesos"),
        *("treino com pesos", "krachttraining", "styrketräning", "styrketræning", "vægttræning"),
        *("styrketrening", "vekttrening", "trening siłowy", "posilování", "силовая тренировка"),
        *("súlyzós edzés", "ağırlık çalışması", "ağırlık antrenmanı", "latihan beban", "tập tạ"),
        *("ウェイトトレーニング", "웨이트 트레이닝", "重量训练", "力量训练", "重量訓練", "力量訓練"),
    ),
}
"""What Strava's list calls them in other languages, as far as is known. Not looked for in titles, where
"course" and "trail" mean other things.
"""

_OTHERS = (
    *("workout", "training", "yoga", "pilates", "crossfit", "hiit", "high intensity interval training"),
    *("elliptical", "stair stepper", "stair climbing", "rowing", "rowing machine", "virtual row", "canoeing"),
    *("kayaking", "paddling", "stand up paddling", "surfing", "kitesurf", "windsurf", "sail", "sailing"),
    *("alpine ski", "backcountry ski", "nordic ski", "roller ski", "skiing", "snowboard", "snowboarding"),
    *("ice skate", "inline skate", "skating", "skateboard", "rock climb", "rock climbing", "golf", "soccer"),
    *("tennis", "table tennis", "badminton", "squash", "racquetball", "pickleball", "padel", "basketball"),
    *("volleyball", "cricket", "dance", "dancing", "wheelchair", "physical therapy", "stretching", "boxing"),
    *("other", "other workout", "multi sport", "transition", "indoor cardio", "cardio", "fitness equipment"),
    *("entraînement", "allenamento", "allenamento generico", "entrenamiento", "treino", "träning", "træning"),
    *(
        "trening",
        "cvičení",
        "тренировка",
        "edzés",
        "antrenman",
        "latihan",
        "tập luyện",
        "ワークアウト",
        "운동",
    ),
    *("锻炼", "训练", "訓練", "體能訓練"),
)
"""What lists call none of the sports above. A file's word of this kind is not believed: many a run is a
"workout" there.
"""

_BY_NAME = {"".join(name.split()): sport for sport, names in _ABROAD.items() for name in names}
_OTHER_NAMES = {"".join(name.split()) for name in _OTHERS}

_BY_WORD = {word: sport for sport, words in _WORDS.items() for word in words}

_PLAIN = ("running", "run", "walking", "walk", "cycling", "biking", "ride", "swimming", "swim")

_STRAVA_NUMBERS = {
    "1": Sport.RIDE,
    "4": Sport.WALK,  # a hike
    "9": Sport.RUN,
    "10": Sport.WALK,
    "16": Sport.SWIM,
}
"""The numbers that Strava's GPX exports write in ``<type>``."""

_TREADMILL_WORDS = (
    *("treadmill", "laufband", "tapis roulant", "tapis de course", "tapis de marche", "cinta de correr"),
    *("caminadora", "esteira", "passadeira", "loopband", "löpband", "løbebånd", "tredemølle", "bieżnia"),
    *("bieżni", "běžecký pás", "беговая дорожка", "беговой дорожке", "futópad", "koşu bandı"),
    *("máy chạy bộ", "トレッドミル", "ランニングマシン", "트레드밀", "러닝머신", "跑步机", "跑步機"),
)
_INDOOR_WORDS = (
    *("indoor", "virtu", "wirtualn", "виртуальн", "sanal", "chạy ảo", "バーチャル", "가상", "虚拟", "虛擬"),
    *("stationary", *_TREADMILL_WORDS),
)


def sport_of(text: str | None) -> Sport | None:
    """The sport that one word or short phrase names; None where it names none that is known.

    "Running", "TRAIL_RUNNING", "street_running" and "9" are runs, and so are "Lauf" and "ランニング"; other
    kinds of a known sport are found by the last word or the first: "track_running", "running_treadmill",
    "Carrera de montaña"; "downhill skiing" is none.
    """
    words = _words(text)
    joined = "".join(words)
    if joined in _STRAVA_NUMBERS:
        return _STRAVA_NUMBERS[joined]
    for word in (joined, *words[-1:], *words[:1]):
        sport = _BY_WORD.get(word) or _BY_NAME.get(word)
        if sport is not None:
            return sport
    return None


def listed_sport_of(text: str | None) -> Sport | None:
    """The sport that a list names, OTHER among them; None where it names none, or none that is known."""
    if text and text.strip().isdecimal():
        return None  # every platform has numbers of its own
    return sport_of(text) or (Sport.OTHER if "".join(_words(text)) in _OTHER_NAMES else None)


def _words(text: str | None) -> list[str]:
    return (text or "").strip().lower().replace("_", " ").replace("-", " ").replace("/", " ").split()


def sport_in(text: str | None) -> Sport | None:
    """The sport that a title or a note speaks of ("Morning Run"); None where it names none, or several."""
    if not text:
        return None
    found = {_BY_WORD[word] for word in re.split(r"[^a-zà-ÿ]+", text.lower()) if word in _BY_WORD}
    return found.pop() if len(found) == 1 else None


def is_indoor(text: str | None) -> bool:
    """Whether a sport's or sub-sport's name says that it is done indoors."""
    return text is not None and any(word in text.lower() for word in _INDOOR_WORDS)


def is_treadmill(text: str | None) -> bool:
    """Whether a title speaks of a treadmill: of "indoor" and "virtual" races some are run outdoors."""
    return text is not None and any(word in text.lower() for word in _TREADMILL_WORDS)


def sub_sport_of(text: str | None) -> str | None:
    """What a sport's name says beyond the sport ("trail running"); None for the plain sport or a number.

    None as well for a name in another language, of which it is not known what it says.
    """
    if not text or text.isdigit() or text.strip().lower() in (*_PLAIN, "unknown", "other"):
        return None
    if "".join(_words(text)) in _BY_NAME:
        return None
    return text.strip().lower().replace("_", " ")
