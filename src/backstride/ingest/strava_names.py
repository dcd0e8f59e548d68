"""What Strava calls the columns of its list of activities, in the languages of its accounts.

English, German, French and Czech in full, as real exports write them; Spanish, Italian, Brazilian
Portuguese, Dutch, Japanese, simplified Chinese, Polish, Russian and Danish in part. Those in the other
languages are as they should be, but no export was at hand. What is not named here is known by its values.
"""

from collections.abc import Mapping

from backstride.ingest.date_words import plain

NAMES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "id": "Activity ID",
        "date": "Activity Date",
        "name": "Activity Name",
        "type": "Activity Type",
        "elapsed": "Elapsed Time",
        "moving": "Moving Time",
        "distance": "Distance",
        "gear": "Activity Gear",
        "file": "Filename",
        "speed": "Average Speed",
        "ascent": "Elevation Gain",
        "descent": "Elevation Loss",
        "cadence": "Average Cadence",
        "max_hr": "Max Heart Rate",
        "avg_hr": "Average Heart Rate",
    },
    "de": {
        "id": "Aktivitäts-ID",
        "date": "Aktivitätsdatum",
        "name": "Name der Aktivität",
        "type": "Aktivitätsart",
        "elapsed": "Verstrichene Zeit",
        "moving": "Bewegungszeit",
        "distance": "Distanz",
        "gear": "Aktivitätsausrüstung",
        "file": "Dateiname",
        "speed": "Durchschnittliche Geschwindigkeit",
        "ascent": "Höhenzunahme",
        "descent": "Höhenunterschied",
        "cadence": "Durchschnittliche Trittfrequenz",
        "max_hr": "Max. Herzfrequenz",
        "avg_hr": "Durchschnittliche Herzfrequenz",
    },
    "fr": {
        "id": "ID de l'activité",
        "date": "Date de l'activité",
        "name": "Nom de l'activité",
        "type": "Type d'activité",
        "elapsed": "Temps écoulé",
        "moving": "Durée de déplacement",
        "distance": "Distance",
        "gear": "Matériel utilisé pour l'activité",
        "file": "Nom du fichier",
        "speed": "Vitesse moyenne",
        "ascent": "Dénivelé positif",
        "descent": "Dénivelé négatif",
        "cadence": "Cadence moyenne",
        "max_hr": "Fréquence cardiaque max.",
        "avg_hr": "Fréquence cardiaque moyenne",
    },
    "cs": {
        "id": "ID aktivity",
        "date": "Datum aktivity",
        "name": "Název aktivity",
        "type": "Typ aktivity",
        "elapsed": "Uplynulý čas",
        "moving": "Aktivní čas",
        "distance": "Vzdálenost",
        "gear": "Vybavení na aktivitu",
        "file": "Název souboru",
        "speed": "Průměrná rychlost",
        "ascent": "Nastoupaná výška",
        "descent": "Naklesaná výška",
        "cadence": "Průměrná kadence",
        "max_hr": "Maximální tepová frekvence",
        "avg_hr": "Průměrná tepová frekvence",
    },
    "es": {
        "id": "ID de actividad",
        "date": "Fecha de la actividad",
        "name": "Nombre de la actividad",
        "type": "Tipo de actividad",
        "elapsed": "Tiempo transcurrido",
        "moving": "Tiempo en movimiento",
        "distance": "Distancia",
        "file": "Nombre del archivo",
        "ascent": "Desnivel positivo",
    },
    "it": {
        "id": "ID attività",
        "date": "Data dell'attività",
        "name": "Nome attività",
        "type": "Tipo attività",
        "elapsed": "Tempo trascorso",
        "moving": "Tempo in movimento",
        "distance": "Distanza",
        "file": "Nome del file",
        "avg_hr": "Frequenza cardiaca media",
    },
    "pt": {
        "id": "ID da atividade",
        "date": "Data da atividade",
        "name": "Nome da atividade",
        "type": "Tipo de atividade",
        "elapsed": "Tempo decorrido",
        "moving": "Tempo de movimentação",
        "distance": "Distância",
        "gear": "Equipamento da atividade",
        "file": "Nome do arquivo",
        "ascent": "Ganho de elevação",
    },
    "nl": {
        "id": "Activiteits-ID",
        "date": "Datum van activiteit",
        "type": "Activiteitstype",
        "name": "Naam activiteit|Naam van activiteit",
        "elapsed": "Verstreken tijd",
        "moving": "Beweegtijd",
        "distance": "Afstand",
        "file": "Bestandsnaam",
        "gear": "Uitrusting voor activiteit|Materiaal voor activiteit",
        "speed": "Gemiddelde snelheid",
        "ascent": "Totale stijging|Hoogtewinst",
        "max_hr": "Max. hartslag",
        "avg_hr": "Gemiddelde hartslag",
    },
    "ja": {
        "id": "アクティビティ ID",
        "date": "アクティビティ実行日",
        "name": "アクティビティ名",
        "type": "アクティビティタイプ",
        "elapsed": "経過時間",
        "moving": "移動時間",
        "distance": "距離",
        "file": "ファイル名",
        "ascent": "獲得標高",
    },
    "zh": {
        "id": "活动 ID|活動 ID",
        "date": "活动日期|活動日期",
        "name": "活动名称|活動名稱",
        "type": "活动类型|活動類型",
        "elapsed": "全程耗时|全程耗時",
        "distance": "距离|距離",
        "file": "文件名|檔案名稱",
    },
    "pl": {
        "id": "Identyfikator aktywności",
        "date": "Data aktywności",
        "name": "Nazwa aktywności",
        "type": "Rodzaj aktywności",
        "moving": "Czas ruchu",
        "distance": "Dystans",
        "speed": "Średnia prędkość",
    },
    "ru": {
        "id": "ID физической активности|ID тренировки",
        "date": "Дата тренировки",
        "name": "Название тренировки",
        "type": "Тип активности|Тип тренировки",
        "elapsed": "Общее время",
        "moving": "Время в движении",
        "distance": "Расстояние|Дистанция",
        "ascent": "Набор высоты",
        "max_hr": "Макс. пульс",
        "avg_hr": "Средний пульс",
    },
    "da": {
        "id": "Aktivitets-id",
        "date": "Aktivitetsdato",
        "name": "Aktivitetsnavn",
        "type": "Aktivitetstype",
        "moving": "Tid i bevægelse",
        "distance": "Distance",
    },
    # From here on not seen in an export.
    "sv": {
        "id": "Aktivitets-ID",
        "date": "Aktivitetsdatum",
        "name": "Aktivitetsnamn",
        "type": "Aktivitetstyp",
        "elapsed": "Förfluten tid",
        "distance": "Distans",
        "file": "Filnamn",
    },
    "nb": {
        "id": "Aktivitets-ID",
        "date": "Aktivitetsdato",
        "name": "Aktivitetsnavn",
        "type": "Aktivitetstype",
        "elapsed": "Forløpt tid",
        "distance": "Distanse",
        "file": "Filnavn",
    },
    "ko": {
        "id": "활동 ID",
        "date": "활동 날짜",
        "name": "활동 이름",
        "type": "활동 유형",
        "elapsed": "경과 시간",
        "moving": "이동 시간",
        "distance": "거리",
        "file": "파일 이름",
    },
    "hu": {
        "id": "Tevékenység azonosítója",
        "date": "Tevékenység dátuma",
        "name": "Tevékenység neve",
        "type": "Tevékenység típusa",
        "distance": "Távolság",
        "file": "Fájlnév",
    },
    "id": {
        "id": "ID Aktivitas",
        "date": "Tanggal Aktivitas",
        "name": "Nama Aktivitas",
        "type": "Jenis Aktivitas",
        "distance": "Jarak",
        "file": "Nama file",
    },
    "tr": {
        "id": "Aktivite Kimliği",
        "date": "Aktivite Tarihi",
        "name": "Aktivite Adı",
        "type": "Aktivite Türü",
        "distance": "Mesafe",
        "file": "Dosya Adı",
    },
    "vi": {
        "id": "ID hoạt động",
        "date": "Ngày hoạt động",
        "name": "Tên hoạt động",
        "type": "Loại hoạt động",
        "distance": "Quãng đường",
        "file": "Tên tệp",
    },
}
"""By language and by what a column holds: its names, several with a bar between."""

BEFORE_2019: Mapping[str, str] = {
    "id": "id",
    "date": "date",
    "name": "name",
    "type": "type",
    "elapsed": "elapsed_time",
    "distance": "distance",
    "gear": "gear",
    "file": "filename",
}
"""The list's first form, with distances in metres. Such names are anybody's: it is one if all are there."""

LOCALES: Mapping[str, tuple[str, ...]] = {
    "en": ("en_US", "en_GB"),
    "es": ("es", "es_419"),
    "pt": ("pt", "pt_PT"),
    "zh": ("zh_Hans", "zh_Hant"),
}
"""The locales of a language in which its dates are written; of the others it is the one of the same name."""


def key_of(name: str) -> str:
    """A column's name without letter case, blanks and marks: "Max. Herzfrequenz" is "maxherzfrequenz"."""
    return "".join(char for char in plain(name) if char.isalnum())


_BY_KEY: dict[str, tuple[str, set[str]]] = {}
for _language, _names in NAMES.items():
    for _role, _written in _names.items():
        for _name in _written.split("|"):
            _BY_KEY.setdefault(key_of(_name), (_role, set()))[1].add(_language)

_FIRST_FORM = {key_of(name): role for role, name in BEFORE_2019.items()}


def roles_of(header: list[str]) -> tuple[dict[str, list[int]], tuple[str, ...]]:
    """The columns of each known role, in their order, and the locales of the header's language.

    A header that fits several languages alike has the locales of all of them; one that fits none, none.
    """
    keys = [key_of(name) for name in header]
    found: dict[str, list[int]] = {}
    if is_first_form(header):
        for index, key in enumerate(keys):
            if key in _FIRST_FORM:
                found.setdefault(_FIRST_FORM[key], []).append(index)
        return found, ()
    votes: dict[str, int] = {}
    for index, key in enumerate(keys):
        role, languages = _BY_KEY.get(key, ("", set()))
        if role:
            found.setdefault(role, []).append(index)
        for language in languages:
            votes[language] = votes.get(language, 0) + 1
    best = [language for language, count in votes.items() if count == max(votes.values())]
    return found, tuple(name for language in best for name in LOCALES.get(language, (language,)))


def is_first_form(header: list[str]) -> bool:
    return {key_of(name) for name in header} >= set(_FIRST_FORM)
