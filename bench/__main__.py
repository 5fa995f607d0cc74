"""`python -m bench NAME ...` runs `bench.NAME.main(arguments)`."""

import importlib
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    if not arguments or arguments[0] not in names:
        print(f"usage: python -m bench NAME [--data DIR] ...   with NAME one of: {', '.join(names)}", file=sys.stderr)
        return 2
    importlib.import_module(f"bench.{arguments[0]}").main(arguments[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
