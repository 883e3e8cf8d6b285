"""What the start page shows, gathered from the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ethics_desktop.ui.pages.home import HomeData, ShortForm

if TYPE_CHECKING:
    from ethics_desktop.services.program import Services
    from ethics_desktop.settings import ProfileSettings

SHORT_FORM = "asesmen-singkat"


def home_data(services: Services, profile: ProfileSettings, data_folder: str) -> HomeData:
    """Ask the services for everything on the start page (StorageError)."""
    overview = services.progress.overview()
    short = services.assessment.form(SHORT_FORM)
    return HomeData(
        nickname=profile.nickname,
        ask_nickname=not profile.welcomed,
        resumable=tuple(services.assessment.resumable()),
        plays=tuple(services.roleplay.resumable()) if services.has_plays() else (),
        principles=overview.principles,
        last=overview.last,
        step=overview.step,
        short_form=ShortForm(
            short.blueprint.id,
            short.blueprint.title,
            short.items,
            short.minutes,
            short.items > 0,
        ),
        data_folder=data_folder,
        today=services.today.counts(),
        dilemma=profile.daily_dilemma,
        due_promises=services.private_signs().due,
    )
