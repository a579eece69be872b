"""`python -m hygeia`"""

from hygeia._program import main

if __name__ == "__main__":
    main()
