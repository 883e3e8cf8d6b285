"""The figures of the measurement rules, each with its section of ``measurement.md``."""

from __future__ import annotations

# -- scores and verdicts ---------------------------------------------------------------------------
#: Cut for a verdict, percent (1.8).
DEFAULT_CUT = 70.0
#: Effective items below which there is no verdict (1.8).
MIN_N_EFF = 8.0
#: Fewer items than this count as they are, without the partial-credit factor (1.7).
N_EFF_MIN_ITEMS = 6
#: Partial credit may at most double the items (1.7).
N_EFF_FACTOR_CAP = 2.0
#: Level of the interval a person sees about herself (1.7).
PERSONAL_LEVEL = 0.80
#: Level of anything printed about a group (1.7).
GROUP_LEVEL = 0.95
#: How far ahead "about m more items" looks (1.8).
MORE_ITEMS_LIMIT = 30
#: Variances up to this are zero (11, numerics).
VARIANCE_ZERO = 1e-15
#: The same for variances out of running sums, which are rounded once an answer.
VARIANCE_OF_SUMS_ZERO = 1e-9
#: The cumulative profile looks back this many days (1.8).
PROFILE_DAYS = 180
#: Weeks of the trend: half a year.
TREND_WEEKS = 26
#: An item counts as a first exposure again after this many days (1.8).
FIRST_AGAIN_DAYS = 90

# -- drawing ---------------------------------------------------------------------------------------
#: Items of this many latest forms rest (2.3).
RECENT_FORMS = 2
#: Items seen less than this many days ago rest (2.3).
RECENT_DAYS = 14
#: At most this many items of one principle in a row (2.3).
MAX_RUN = 2
#: Codes of the Bimtek modules under ``meta.frameworks["bimtek"]`` (2.1).
BIMTEK_MODULES = ("1", "2", "3", "4", "5", "6")

# -- time ------------------------------------------------------------------------------------------
#: Reading time of an item: seconds to start with and seconds a word (3.1, 150 words a minute).
ITEM_SECONDS = 15.0
WORD_SECONDS = 0.4
#: A time limit is this many times the reading time (3.1).
LIMIT_FACTOR = 1.25
#: The timer's state is saved at least this often, seconds (3.3).
HEARTBEAT_S = 5.0
#: One sample never takes more than this from the time left, seconds (3.3).
STEP_MAX_S = 5.0
#: Wall and monotonic clock may differ by this much without it meaning anything, seconds (3.3).
CLOCK_TOLERANCE_S = 2.0
#: Rounding of clock differences: a step of 5 s and less than this more is no hole, seconds.
CLOCK_NOISE_S = 0.001
#: Up to this many pauses of up to this many seconds together nothing is said (3.3).
SILENT_PAUSES = 2
SILENT_PAUSE_S = 900.0
#: Quiet changes of the countdown, seconds before the end (``experience.md``).
WARN_FIRST_S = 300.0
WARN_LAST_S = 60.0

# -- rapid guessing --------------------------------------------------------------------------------
#: An answer under this many seconds is too fast to have read the item: short, usual and long
#: texts, told apart by characters (3.4, surface rule).
RAPID_SHORT_CHARS = 200
RAPID_LONG_CHARS = 1000
RAPID_SHORT_S = 3.0
RAPID_USUAL_S = 5.0
RAPID_LONG_S = 10.0
#: NT10: this share of the mean time of a group, held between a floor and a ceiling (3.4).
NT_SHARE = 0.10
NT_FLOOR_S = 1.0
NT_CEILING_S = 10.0
#: Usable times an item needs before NT10 replaces the surface rule (3.4).
NT_MIN_TIMES = 30
#: Response time effort below this marks a result (3.4).
RTE_MINIMUM = 0.90

# -- certainty -------------------------------------------------------------------------------------
#: Share of right answers that each certainty stands for, lower and upper end (4).
CERTAINTY_BANDS = {1: (0.0, 2 / 3), 2: (2 / 3, 0.8), 3: (0.8, 1.0)}
#: Answers with one certainty before anything is said about it (4).
CALIBRATION_MIN_N = 10

# -- practice --------------------------------------------------------------------------------------
#: Items a person may ask for at once (``experience.md``, "Latihan").
SESSION_SIZES = (5, 10, 20)
#: Items are chosen so that the expected fraction is near this (6).
ELO_TARGET = 0.75
#: Chosen at random among this many nearest (6).
ELO_NEAREST = 5
#: Step of the skill and how fast it shrinks with the number of answers (6).
ELO_K = 0.4
ELO_SHRINK = 0.05
#: Items looked at for one choice in a very large library; a draw from the seed thins them out.
ELO_MOST = 400
#: An answer with a smaller fraction is wrong: rating "again" (5.2).
WRONG_BELOW = 0.6

# -- spaced repetition -----------------------------------------------------------------------------
#: Share of cards that should still be known when they are asked, by preset (5.3).
RETENTIONS = {"light": 0.85, "balanced": 0.90, "strict": 0.95}
#: Longest interval, days: rules and cases age (5.3).
REPEAT_MAX_DAYS = 180
#: The day of a review begins at this hour of local time (5.3).
REPEAT_DAY_HOUR = 4
#: Reviews and new cards of one day (5.4).
REVIEWS_A_DAY = 20
NEW_A_DAY = 5
#: Usual time for one card, seconds (5.4: 30 to 35).
CARD_SECONDS = 35
#: So many times "again" and a card rests until its matter was studied anew (5.4).
LEECH_AGAIN = 4
#: Isomorphic items that make a family a card (5.1).
FAMILY_SIZE = 3
#: After this many reviews only answers under so many seconds are too fast (5.2).
FLUENT_REVIEWS = 2
FLUENT_S = 1.0
#: Successes in a row and share of the usual time that make an answer easy (5.2).
EASY_STREAK = 2
EASY_TIME = 0.6
#: Times of one's own that the usual time of a kind is taken from, at least and at most.
OWN_TIMES_MIN = 5
OWN_TIMES_MAX = 50

# -- numerics --------------------------------------------------------------------------------------
#: Slack against binary rounding before ``floor``, ``ceil`` and comparisons of shares.
TINY = 1e-9
