"""Runs one program inside an isolated child and says in one byte how it ended."""
import ast
import atexit
import contextlib
import io
import linecache
import sys
import threading
import traceback
import types

NAME = "<code>"
OK, ERROR, OUT_OF_MEMORY, TIMEOUT = b"o", b"e", b"m", b"t"


class TimeLimit(BaseException):
    """Raised in the program when its wall clock ends. The program sees it as a TimeoutError."""


TimeLimit.__name__ = TimeLimit.__qualname__ = "TimeoutError"
TimeLimit.__module__ = "builtins"


class NoProcesses(types.ModuleType):
    """Stands where multiprocessing would, which cannot work here."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise RuntimeError(f"multiprocessing.{name} is not available in the sandbox: a program is one process")


def show(value):
    if value is not None:
        print(repr(value))


def parsed(code, echo):
    """The program, its last expression shown as in an interactive session when asked for."""
    tree = ast.parse(code, NAME)
    if echo and tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        call = ast.Call(ast.Name("__show__", ast.Load()), [last.value], [])
        tree.body[-1] = ast.fix_missing_locations(ast.copy_location(ast.Expr(ast.copy_location(call, last)), last))
    return compile(tree, NAME, "exec")


def last_line_printed(code):
    """verl's rule: the last line that is not blank becomes print(line) unless it starts with print."""
    lines = code.split("\n")
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].strip():
            if not lines[at].startswith("print"):
                lines[at] = f"print({lines[at]})"
            break
    return "\n".join(lines)


def execute_retool(code, names):
    """ReTool's rule: only when nothing was printed, all but the last line runs again and the last is evaluated."""
    first = io.StringIO()
    with contextlib.redirect_stdout(first):
        exec(compile(code, NAME, "exec"), names)
    if first.getvalue():
        sys.stdout.write(first.getvalue())
        return
    lines = code.split("\n")
    again = dict(names)
    exec(compile("\n".join(lines[:-1]), NAME, "exec"), again)
    print(str(eval(compile(lines[-1], NAME, "eval"), again)).strip())


def execute(code, echo, names):
    linecache.cache[NAME] = (len(code), None, code.splitlines(True), NAME)
    if echo == "retool":
        execute_retool(code, names)
    elif echo == "verl":
        exec(compile(last_line_printed(code), NAME, "exec"), names)
    else:
        exec(parsed(code, echo == "ast"), names)


def replay(blocks, names):
    """Runs a session's earlier programs silently; what they raised then, they raise again, unseen."""
    for block in blocks:
        quiet = io.StringIO()
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            try:
                execute(block, "none", names)
            except (Exception, SystemExit):
                continue


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
        link.stack = traceback.StackSummary.from_list([frame for frame in link.stack if frame.filename == NAME])
        links += [link.__cause__, link.__context__]
    return "".join(told.format())


def run(job):
    """Returns the exit code and the byte."""
    module = types.ModuleType("__main__")
    module.__builtins__ = __builtins__
    module.__dict__["__show__"] = show
    sys.modules["__main__"] = module
    code, how = 0, OK
    try:
        replay(job["preamble"], module.__dict__)
        execute(job["code"], job["echo"], module.__dict__)
    except SystemExit as leaving:
        if isinstance(leaving.code, int):
            code = leaving.code & 0xFF
        elif leaving.code is not None:
            print(leaving.code, file=sys.stderr)
            code = 1
        how = OK if code == 0 else ERROR
    except BaseException as error:  # whatever a program raises is its result
        code = 1
        how = OUT_OF_MEMORY if isinstance(error, MemoryError) else TIMEOUT if isinstance(error, TimeLimit) else ERROR
        report(error)
    return finish(code, how)


def report(error):
    try:
        sys.stderr.write(own_frames(error))
    except BaseException:  # a hostile __str__, or no memory left
        sys.stderr.write(type(error).__name__ + "\n")


def finish(code, how):
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException as error:  # at exit a program may still run out of time or close its output
        return code or 1, TIMEOUT if isinstance(error, TimeLimit) else how if code else ERROR
    return code, how
