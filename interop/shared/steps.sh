# Sourced by suites that are shell scripts: each step prints a line that interop/run counts.
failed=0

# step NAME COMMAND… : the command succeeds
step() {
    _name=$1
    shift
    if _said=$("$@" 2>&1); then
        echo "ok - $_name"
    else
        failed=1
        echo "not ok - $_name: $(printf '%s' "$_said" | tail -n 5 | tr '\n' '|')"
    fi
}

# says TEXT COMMAND… : the command prints the text, whether it succeeds or not
says() {
    _text=$1
    shift
    _out=$("$@" 2>&1) || true
    case $_out in
        *"$_text"*) ;;
        *)
            echo "\"$_text\" is not in: $_out"
            return 1
            ;;
    esac
}

# fails TEXT COMMAND… : the command fails, and prints the text
fails() {
    _text=$1
    shift
    if _out=$("$@" 2>&1); then
        echo "it did not fail, but printed: $_out"
        return 1
    fi
    case $_out in
        *"$_text"*) ;;
        *)
            echo "\"$_text\" is not in: $_out"
            return 1
            ;;
    esac
}
