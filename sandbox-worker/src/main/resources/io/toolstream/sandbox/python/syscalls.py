"""System calls that a program may make, by architecture, and those that are allowed with certain arguments only.

Whatever is not listed here fails with EPERM."""

# Names follow the kernel; x86_64 and aarch64 number them differently and lack some of each other's.
X86_64_ALLOWED = dict(
    read=0, write=1, close=3, fstat=5, stat=4, lstat=6, newfstatat=262, statx=332, poll=7, ppoll=271, lseek=8,
    mmap=9, mprotect=10, munmap=11, brk=12, rt_sigaction=13, rt_sigprocmask=14, rt_sigreturn=15,
    rt_sigpending=127, rt_sigtimedwait=128, rt_sigsuspend=130, pause=34, pread64=17, pwrite64=18, readv=19,
    writev=20, preadv=295, pwritev=296, access=21, faccessat=269, faccessat2=439, pipe=22, pipe2=293, select=23,
    pselect6=270, sched_yield=24, mremap=25, madvise=28, dup=32, dup2=33, dup3=292, nanosleep=35,
    clock_nanosleep=230, getitimer=36, setitimer=38, alarm=37, getpid=39, gettid=186, getppid=110, getpgrp=111,
    getpgid=121, getsid=124, getuid=102, geteuid=107, getgid=104, getegid=108, getgroups=115, getresuid=118,
    getresgid=120, exit=60, exit_group=231, uname=63, flock=73, ftruncate=77, truncate=76, getdents64=217,
    getcwd=79, chdir=80, fchdir=81, rename=82, renameat=264, renameat2=316, mkdir=83, mkdirat=258, rmdir=84,
    unlink=87, unlinkat=263, link=86, linkat=265, symlink=88, symlinkat=266, readlink=89, readlinkat=267,
    chmod=90, fchmod=91, fchmodat=268, umask=95, open=2, openat=257, creat=85, utimensat=280, utime=132,
    utimes=235, gettimeofday=96, getrlimit=97, getrusage=98, sysinfo=99, times=100, time=201, clock_gettime=228,
    clock_getres=229, sigaltstack=131, futex=202, sched_getaffinity=204, set_tid_address=218,
    set_robust_list=273, get_robust_list=274, rseq=334, getrandom=318, epoll_create1=291, epoll_create=213,
    epoll_ctl=233, epoll_wait=232, epoll_pwait=281, epoll_pwait2=441, setrlimit=160, eventfd2=290,
    timerfd_create=283, timerfd_settime=286, timerfd_gettime=287, sendto=44, recvfrom=45, sendmsg=46,
    recvmsg=47, shutdown=48, getsockopt=55, setsockopt=54, getsockname=51, getpeername=52, statfs=137,
    fstatfs=138, fadvise64=221, fallocate=285, copy_file_range=326, sendfile=40, membarrier=324, fsync=74,
    fdatasync=75, restart_syscall=219, arch_prctl=158, wait4=61, waitid=247, getpriority=140,
    sched_getscheduler=145, sched_getparam=143, sched_get_priority_min=147, sched_get_priority_max=146,
    mincore=27, getcpu=309,
)

X86_64_GUARDED = dict(
    clone=56, clone3=435, kill=62, tgkill=234, socketpair=53, ioctl=16, fcntl=72, prctl=157, prlimit64=302, seccomp=317,
    pivot_root=155, setns=308, unshare=272, mount=165, capset=126, landlock_restrict_self=446, pidfd_open=434,
    close_range=436,
)

AARCH64_ALLOWED = dict(
    read=63, write=64, close=57, fstat=80, newfstatat=79, statx=291, ppoll=73, lseek=62, mmap=222, mprotect=226,
    munmap=215, brk=214, rt_sigaction=134, rt_sigprocmask=135, rt_sigreturn=139, rt_sigpending=136,
    rt_sigtimedwait=137, rt_sigsuspend=133, pread64=67, pwrite64=68, readv=65, writev=66, preadv=69, pwritev=70,
    faccessat=48, faccessat2=439, pipe2=59, pselect6=72, sched_yield=124, mremap=216, madvise=233, dup=23,
    dup3=24, nanosleep=101, clock_nanosleep=115, getitimer=102, setitimer=103, getpid=172, gettid=178,
    getppid=173, getpgid=155, getsid=156, getuid=174, geteuid=175, getgid=176, getegid=177, getgroups=158,
    getresuid=148, getresgid=150, exit=93, exit_group=94, uname=160, flock=32, ftruncate=46, truncate=45,
    getdents64=61, getcwd=17, chdir=49, fchdir=50, renameat=38, renameat2=276, mkdirat=34, unlinkat=35,
    linkat=37, symlinkat=36, readlinkat=78, fchmod=52, fchmodat=53, umask=166, openat=56, utimensat=88,
    gettimeofday=169, getrlimit=163, getrusage=165, sysinfo=179, times=153, clock_gettime=113, clock_getres=114,
    sigaltstack=132, futex=98, sched_getaffinity=123, set_tid_address=96, set_robust_list=99,
    get_robust_list=100, rseq=293, getrandom=278, epoll_create1=20, epoll_ctl=21, epoll_pwait=22,
    epoll_pwait2=441, setrlimit=164, eventfd2=19, timerfd_create=85, timerfd_settime=86, timerfd_gettime=87,
    sendto=206, recvfrom=207, sendmsg=211, recvmsg=212, shutdown=210, getsockopt=209, setsockopt=208,
    getsockname=204, getpeername=205, statfs=43, fstatfs=44, fadvise64=223, fallocate=47, copy_file_range=285,
    sendfile=71, membarrier=283, fsync=82, fdatasync=83, restart_syscall=128, wait4=260, waitid=95,
    getpriority=141, sched_getscheduler=120, sched_getparam=121, sched_get_priority_min=126,
    sched_get_priority_max=125, mincore=232, getcpu=168,
)

AARCH64_GUARDED = dict(
    clone=220, clone3=435, kill=129, tgkill=131, socketpair=199, ioctl=29, fcntl=25, prctl=167, prlimit64=261,
    seccomp=277, pivot_root=41, setns=268, unshare=97, mount=40, capset=91, landlock_restrict_self=446,
    pidfd_open=434, close_range=436,
)

ARCHITECTURES = {
    "x86_64": (0xC000003E, X86_64_ALLOWED, X86_64_GUARDED),
    "aarch64": (0xC00000B7, AARCH64_ALLOWED, AARCH64_GUARDED),
}
