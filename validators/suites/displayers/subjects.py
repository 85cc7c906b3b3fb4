"""What the badges of a kit are about: each about something else, so that none can be taken for another."""

SUBJECTS = (
    ("Reads a map", "Finds the way with a map and no other help."),
    ("Builds a bird house", "Plans, saws and joins a house that birds move into."),
    ("Explains a graph", "Says in plain words what a line chart shows and what it does not."),
    ("Bakes bread", "Makes a sourdough loaf from flour, water and salt."),
    ("Argues fairly", "States the other side of a question so that it would agree."),
    ("Measures rainfall", "Keeps a rain gauge for a month and tells how sure the numbers are."),
    ("Mends a bicycle", "Finds and repairs a puncture and a loose chain."),
    ("Tells a story", "Holds the attention of younger pupils for ten minutes."),
    ("Writes a letter", "Asks an office for something, politely and completely."),
    ("Plans a week", "Makes a plan for seven days and says afterwards what became of it."),
    ("Sings in parts", "Keeps the second voice while others sing the first."),
    ("Counts butterflies", "Tells six kinds apart and counts them on a meadow."),
    ("Sews a bag", "Cuts and sews a bag with a lining and a pocket."),
    ("Reads a timetable", "Finds the last connection home from a place that is new."),
    ("Debugs a program", "Finds the one line that is wrong by trying, not by guessing."),
    ("Cares for a plant", "Keeps a plant alive over the holidays of others."),
    ("Draws a plan", "Draws a room to scale, with its doors and windows."),
    ("Leads a meeting", "Gets a group of six from a question to a decision in half an hour."),
    ("Compares prices", "Works out which of three offers is the cheapest per kilogram."),
    ("Speaks in public", "Talks freely for five minutes about something well known."),
    ("Ties knots", "Ties eight knots and says what each of them is good for."),
    ("Swims a kilometre", "Swims a thousand metres in any style without a rest."),
    ("Translates a poem", "Brings a short poem from one language into another."),
    ("Keeps accounts", "Writes down a month of spending, and the sums are right."),
    ("Makes a film", "Tells something in two minutes of moving pictures."),
)
"""Names of achievements with their descriptions."""
ISSUERS = ("Hillside College", "Valley Unified School District", "Harbour Academy", "Institute of Crafts")
"""Names of issuers that do not exist."""
