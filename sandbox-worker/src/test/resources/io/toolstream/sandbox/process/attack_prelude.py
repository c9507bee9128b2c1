import ctypes, errno, os, resource, signal, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
arm = os.uname().machine == "aarch64"
BARRIERS = {errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOSYS, errno.ENOTTY}

def attempt(what, action, *stops, codes=BARRIERS):
    """Says TRIED if a barrier stopped the action, ESCAPED if it went through, BROKEN if it never got to a barrier."""
    try:
        got = action()
    except OSError as error:
        print("TRIED" if error.errno in codes else "BROKEN", what, error)
    except stops as error:
        print("TRIED", what, type(error).__name__, error)
    except BaseException as error:
        print("BROKEN", what, type(error).__name__, error)
    else:
        print("ESCAPED", what, repr(got)[:200])

def attempt_call(what, x86, aarch64, *arguments):
    def call():
        if libc.syscall(aarch64 if arm else x86, *arguments) < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    attempt(what, call, codes={errno.EPERM, errno.EACCES, errno.ENOSYS})

def expect(what, holds):
    print("TRIED" if holds else "ESCAPED", what)

def everything():
    """All objects that can be reached, those that the collector has put aside and the sandbox's own modules too."""
    import gc
    seen, level, frame = set(), [sys.modules, *gc.get_objects()], sys._getframe()
    while frame is not None:
        level.append(frame.f_globals)
        frame = frame.f_back
    while level:
        level = [value for value in level if not (id(value) in seen or seen.add(id(value)))]
        yield from level
        level = gc.get_referents(*level)
