"""What every panel is given: the data, the view, and what the reader may see under it."""

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from dashboard.domain.attach import Attachment
from dashboard.domain.brought import BroughtRow
from dashboard.domain.corridor import Answer, answer
from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.disagreement import VisibleDisagreement, visible_disagreements
from dashboard.domain.lens import admitted
from dashboard.domain.model import Feature, Words
from dashboard.domain.network import Network, network_of
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import Reading, read
from dashboard.domain.view import View
from dashboard.i18n import count, say
from dashboard.panels.markup import join, quoted


@dataclass(frozen=True)
class Desk:
    """A dataset seen through a view; computed once for all panels of a page."""

    dataset: Dataset
    view: View
    language: str = "en"
    made: Network | None = None
    ties: tuple[Attachment, ...] = ()
    row: BroughtRow | None = None

    def say(self, key: str, /, **values: object) -> str:
        """Give a message of the interface."""
        return say(key, self.language, **values)

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Give a message about a number of things."""
        return count(key, number, self.language, **values)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Give every statement that the reader may see."""
        view = self.view
        return tuple(admitted(self.dataset.statements, self.dataset, view.clocks.known_by, view.lens))

    @cached_property
    def visible_ids(self) -> frozenset[str]:
        """Give the ids of every statement that the reader may see."""
        return frozenset(s.id for s in self.statements)

    @cached_property
    def disagreements(self) -> tuple[VisibleDisagreement, ...]:
        """Give every disagreement that the reader may see."""
        return visible_disagreements(self.dataset, self.view.clocks.known_by, self.view.lens)

    def read(self, feature: Feature) -> Reading:
        """Read a feature under the view."""
        return read(self.dataset, feature, self.view.clocks, self.view.lens)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """Give every feature that the reader may see: geography, and what has been spoken of."""
        return tuple(f for f in self.dataset.features.values() if self.read(f).present)

    @cached_property
    def network(self) -> Network:
        """Give the network that ways are looked for in: the one given, otherwise the data's own."""
        return self.made if self.made is not None else network_of(self.dataset)

    @cached_property
    def answer(self) -> Answer:
        """Answer the question of corridors that the link asks."""
        view = self.view
        return answer(self.dataset, self.network, view.clocks, view.lens, view.question)

    @property
    def survey(self) -> Survey:
        """Give the readings behind the answer."""
        return self.answer.valuation.survey

    def words(self, words: Words, class_: str | None = None) -> Markup:
        """Set a text in the languages the reader chose; what has no Arabic stays English."""
        names = self.view.names
        if names == "ar" and words.ar:
            return quoted(words.ar, "ar", class_)
        if names == "both" and words.ar:
            return join([quoted(words.en, "en", class_), quoted(words.ar, "ar", "ad-ar")])
        return quoted(words.en, "en", class_)

    def short_words(self, words: Words) -> Markup:
        """Set a text in one language, where room is short: Arabic if the reader chose it alone."""
        if self.view.names == "ar" and words.ar:
            return quoted(words.ar, "ar")
        return quoted(words.en)

    def name(self, feature: Feature) -> Markup:
        """Set the name of a feature in one line, in the languages the reader chose."""
        known = feature.properties
        if self.view.names == "ar" and known.name_ar:
            return quoted(known.name_ar, "ar")
        return quoted(known.name)
