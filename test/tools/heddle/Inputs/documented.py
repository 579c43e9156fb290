"""documented.py DOC HELP...: every --option that DOC names is in one of the helps."""
import re
import sys

page = open(sys.argv[1]).read()
helps = "".join(open(name).read() for name in sys.argv[2:])
named = set(re.findall(r"--[a-z][a-z-]+", page))
missing = sorted(option for option in named if not re.search(re.escape(option) + r"(?![a-z-])", helps))
sys.exit(f"in {sys.argv[1]}, but in no help: {', '.join(missing)}" if missing or not named else 0)
