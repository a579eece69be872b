"""Where the program lies that was installed with this package."""

import os
import sys
import sysconfig


def find_program():
    """The path of `hygeia`.

    Only where installers put scripts beside this package, never along PATH: there another program may have
    the name. Raises FileNotFoundError, with the places that were looked at.
    """
    name = "hygeia" + (sysconfig.get_config_var("EXE") or "")
    above = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [
        sysconfig.get_path("scripts"),
        # pip install --user
        sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user")),
        # pip install --target
        os.path.join(above, "bin"),
        # pip install --prefix: PREFIX/lib/python3.x/site-packages
        os.path.join(above, *[os.pardir] * 3, "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.access(path, os.X_OK) and os.path.isfile(path):
            return os.path.normpath(path)
    looked = ", ".join(folders)
    raise FileNotFoundError(f"{name} is not installed beside this package (looked in {looked}): pip install --force-reinstall hygeia")


def main():
    """Becomes the program, with the same arguments, exit code and signals."""
    try:
        path = find_program()
    except FileNotFoundError as error:
        sys.exit(f"python -m hygeia: {error}")
    os.execv(path, [path, *sys.argv[1:]])
