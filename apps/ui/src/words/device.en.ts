/** Labels in English about a device as it was, its releases and its decisions. */
export const deviceEn = {
  "then.day": "As it was on",
  "then.go": "Show that day",
  "then.now": "Back to today",
  "then.word": "Another day",
  "then.sentence": "This is what was known on {day} – not today.",
  "then.check": "From the check of {when}.",
  "then.kept": "It is shown as it was given then; nothing was checked anew.",
  "then.unchecked":
    "Revision {sequence}, put on {when} by {by}, was not checked by then: this answer is about an earlier one.",
  "then.sources": "Sources, with their own dates",
  "then.nothing": "Nothing known",
  "history.then": "As it was with this revision",
} as const;
