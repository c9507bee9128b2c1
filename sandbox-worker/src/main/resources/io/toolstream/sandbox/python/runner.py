"""Runs one program inside an isolated child and says in one byte how it ended."""
import _thread
import ast
import atexit
import contextlib
import io
import linecache
import os
import signal
import sys
import threading
import traceback
import types

NAME = "<code>"
OK, ERROR, OUT_OF_MEMORY, TIMEOUT = b"o", b"e", b"m", b"t"
COUNTING_CALLS = ("write", "writelines")


class TimeLimit(BaseException):
    """Raised in the program when its wall clock or its processor time ends. It sees a TimeoutError."""


TimeLimit.__name__ = TimeLimit.__qualname__ = "TimeoutError"
TimeLimit.__module__ = "builtins"


def out_of_time(number, _frame):
    spent = "processor time" if number == signal.SIGXCPU else "time"
    raise TimeLimit(f"the program used more {spent} than allowed") from None


def show(value):
    if value is not None:
        print(repr(value))


def worth_showing(value):
    """An expression whose value a reader wants: not the count that a file's write returns."""
    return not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
                and value.func.attr in COUNTING_CALLS)


def parsed(code, echo, name=NAME):
    """The program, its last expression shown as in an interactive session when asked for."""
    tree = ast.parse(code, name)
    if echo and tree.body and isinstance(tree.body[-1], ast.Expr) and worth_showing(tree.body[-1].value):
        last = tree.body[-1]
        call = ast.Call(ast.Name("__show__", ast.Load()), [last.value], [])
        tree.body[-1] = ast.fix_missing_locations(ast.copy_location(ast.Expr(ast.copy_location(call, last)), last))
    return compile(tree, name, "exec")


def last_line_printed(code):
    """verl's rule: the last line that is not empty becomes print(line) unless it starts with print."""
    lines = code.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if lines[at] != "":
            if not lines[at].startswith("print"):
                lines[at] = f"print({lines[at]})"
            break
    return "\n".join(lines)


def execute_retool(code, names, name):
    """ReTool's rule: only when nothing was printed, all but the last line runs again and the last is evaluated."""
    first = io.StringIO()
    with contextlib.redirect_stdout(first):
        exec(compile(code, name, "exec"), names)
    if first.getvalue():
        sys.stdout.write(first.getvalue())
        return
    lines = code.split("\n")
    exec(compile("\n".join(lines[:-1]), name, "exec"), names)
    print(str(eval(compile(lines[-1], name, "eval"), names)).strip())


def execute(code, echo, names, name=NAME):
    linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    if echo == "retool":
        execute_retool(code, names, name)
    elif echo == "verl":
        exec(compile(last_line_printed(code), name, "exec"), names)
    else:
        exec(parsed(code, echo == "ast", name), names)


def stream(descriptor, size):
    """A text stream over a descriptor of the process, as the interpreter's own."""
    raw = io.BufferedWriter(io.FileIO(descriptor, "w", closefd=False), size)
    return io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)


def streams():
    sys.stdout = sys.__stdout__ = stream(1, 65536)
    sys.stderr = sys.__stderr__ = stream(2, 8192)


def replay(blocks, echo, names):
    """Runs a session's earlier programs silently, by the rule they ran by; what they raised then, they raise again.

    What they write goes nowhere by the descriptors, so that a stream which one of them has kept is the program's too."""
    kept = os.dup(1), os.dup(2)
    nowhere = os.open("/dev/null", os.O_WRONLY)
    leave, os._exit = os._exit, left
    try:
        lead(nowhere, nowhere)
        for number, block in enumerate(blocks, 1):
            try:
                execute(block, echo, names, f"<block {number}>")
            except TimeLimit:
                raise
            except BaseException:  # it ended with that, and the next began
                continue
            finally:
                renew_streams()
    finally:
        os._exit = leave
        lead(nowhere, nowhere)
        flush(sys.stdout, sys.stderr)
        lead(*kept)
        for descriptor in (nowhere, *kept):
            os.close(descriptor)


def left(code):
    raise SystemExit(code)


def lead(out, err):
    os.dup2(out, 1)
    os.dup2(err, 2)


def renew_streams():
    """Each program begins with the process's streams, whatever the one before put in their place."""
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    if sys.stdout is None or sys.stderr is None or sys.stdout.closed or sys.stderr.closed:
        streams()


def flush(*those):
    for one in those:
        if one is not None and not getattr(one, "closed", False):
            one.flush()


def own(frame):
    return frame.filename == NAME or frame.filename.startswith("<block ")


def own_frames(error):
    """The traceback, without frames of the library or of the sandbox."""
    told = traceback.TracebackException.from_exception(error)
    seen = set()
    links = [told]
    while links:
        link = links.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        link.stack = traceback.StackSummary.from_list([frame for frame in link.stack if own(frame)])
        links += [link.__cause__, link.__context__, *(getattr(link, "exceptions", None) or ())]
    return "".join(told.format())


def run(code, preamble, echo):
    """Returns the exit code and the byte, as they are before `finish`."""
    module = types.ModuleType("__main__")
    names = module.__dict__
    names["__builtins__"] = __builtins__
    names["__show__"] = show
    sys.modules["__main__"] = module
    status, how = 0, OK
    try:
        if preamble:
            replay(preamble, echo, names)
        execute(code, echo, names)
    except SystemExit as leaving:
        if isinstance(leaving.code, int):
            status = leaving.code & 0xFF
        elif leaving.code is not None:
            print(leaving.code, file=sys.stderr)
            status = 1
        how = OK if status == 0 else ERROR
    except BaseException as error:  # whatever a program raises is its result
        status = 1
        how = OUT_OF_MEMORY if isinstance(error, MemoryError) else TIMEOUT if isinstance(error, TimeLimit) else ERROR
        report(error)
    return status, how


def report(error):
    try:
        sys.stderr.write(own_frames(error))
    except BaseException:  # a hostile __str__, or no memory left
        sys.stderr.write(type(error).__name__ + "\n")


def finish(status, how):
    """Ends threads and flushes, which may still change the exit code and the byte."""
    try:
        if _thread._count():
            threading._shutdown()
        atexit._run_exitfuncs()
        flush(sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)
    except BaseException as error:  # at exit a program may still run out of time or close its output
        return status or 1, TIMEOUT if isinstance(error, TimeLimit) else how if status else ERROR
    return status, how
