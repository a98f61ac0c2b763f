"""Names of countries, peoples, places, persons and organizations: which are right, what foreign and damaged forms mean."""

from corrector.gazetteer.model import Country, Entry, Match, NearMiss, Part, Reading, Relation, Type
from corrector.gazetteer.store import Gazetteer

__all__ = ["Country", "Entry", "Gazetteer", "Match", "NearMiss", "Part", "Reading", "Relation", "Type"]
