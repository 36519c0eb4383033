"""Runs a container of a Kubernetes manifest on this machine, without a container runtime.

Needs Linux, root, unshare and chroot. What a runtime would do and this doesn't: user namespaces,
seccomp, and network. There is no network at all.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess

UNITS = {"Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}
DEVICES = {"null": (1, 3), "zero": (1, 5), "random": (1, 8), "urandom": (1, 9)}


def container_of(cron_job):
    """The only container of a CronJob, and the security context of its pod."""
    pod = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    return container, pod["securityContext"]


def limits_of(container):
    """Bytes of memory and number of processors."""
    limits = container["resources"]["limits"]
    number, unit = re.fullmatch(r"(\d+)(Ki|Mi|Gi)", limits["memory"]).groups()
    return int(number) * UNITS[unit], float(limits["cpu"])


class Pod:
    """A container that is unpacked in a folder.

    :param root: the folder, with nothing else in it
    :param config: the image's configuration
    :param volumes: a folder or file of this machine for each place that the manifest mounts one at
    """

    def __init__(self, root, config, container, security, volumes):
        self.root = root
        self.config = config
        self.container = container
        self.user = (security["runAsUser"], security["runAsGroup"])
        self.volumes = volumes
        # As a runtime, which makes the places that something is mounted at.
        for place in ["proc", "dev", "sys/fs/cgroup", "tmp", *self._places()]:
            (root / place.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def _places(self):
        return [mount["mountPath"] for mount in self.container["volumeMounts"]]

    def run(self, words, limits=None, as_root=False):
        """Runs these words in it; gives the ended process, with what it said."""
        env = dict(entry.split("=", 1) for entry in self.config["Env"])
        env.update({entry["name"]: entry["value"] for entry in self.container["env"]})
        user = "0:0" if as_root else "{}:{}".format(*self.user)
        # "java" is looked for by the image's PATH.
        inner = ["env", "-i", *(f"{name}={value}" for name, value in env.items()), *words]
        script = "\n".join(
            [
                "set -e",
                *self._mounts(),
                f"cd {shlex.quote(str(self.root))}",
                shlex.join(
                    ["exec", "setpriv", "--no-new-privs", "chroot", f"--userspec={user}"]
                    + ["--groups=", ".", *inner]
                ),
            ]
        )
        command = ["unshare", "--mount", "--pid", "--fork", "--net", "sh", "-c", script]
        with Limits(limits) as group:
            return subprocess.run(
                command, text=True, capture_output=True, preexec_fn=group.enter, check=False
            )

    def _mounts(self):
        root = self.root
        yield f"mount --bind {root} {root}"
        if self.container["securityContext"]["readOnlyRootFilesystem"]:
            yield f"mount -o remount,bind,ro {root}"
        yield f"mount -t proc proc {root}/proc"
        yield f"mount -t tmpfs -o mode=755 dev {root}/dev"
        for name, (major, minor) in DEVICES.items():
            yield f"mknod -m 666 {root}/dev/{name} c {major} {minor}"
        yield f"mount --rbind /sys/fs/cgroup {root}/sys/fs/cgroup"
        for mount in self.container["volumeMounts"]:
            place = f"{root}{mount['mountPath']}"
            yield f"mount --bind {self.volumes[mount['name']]} {place}"
            if mount.get("readOnly"):
                yield f"mount -o remount,bind,ro {place}"


class Limits:
    """Control groups for what is run within, which hold it to bytes of memory and processors."""

    PERIOD = 100_000

    def __init__(self, limits):
        self.limits = limits
        self.groups = []

    @staticmethod
    def supported():
        return bool(Limits._hierarchies())

    @staticmethod
    def _hierarchies():
        base = pathlib.Path("/sys/fs/cgroup")
        if (base / "memory/memory.limit_in_bytes").exists():
            return [base / "memory", base / "cpu"]
        controllers = base / "cgroup.controllers"
        if controllers.exists() and {"memory", "cpu"} <= set(controllers.read_text().split()):
            return [base]
        return []

    def __enter__(self):
        if self.limits:
            memory, cpus = self.limits
            quota = int(cpus * self.PERIOD)
            settings = {
                "memory.limit_in_bytes": str(memory),
                "cpu.cfs_period_us": str(self.PERIOD),
                "cpu.cfs_quota_us": str(quota),
                "memory.max": str(memory),
                "cpu.max": f"{quota} {self.PERIOD}",
            }
            for hierarchy in self._hierarchies():
                if (hierarchy / "cgroup.subtree_control").exists():
                    (hierarchy / "cgroup.subtree_control").write_text("+memory +cpu")
                group = hierarchy / f"imagebeam-{os.getpid()}"
                group.mkdir()
                self.groups.append(group)
                for name, value in settings.items():
                    if (group / name).exists():
                        (group / name).write_text(value)
        return self

    def enter(self):
        """Moves the calling process into them."""
        for group in self.groups:
            (group / "cgroup.procs").write_text(str(os.getpid()))

    def __exit__(self, *unused):
        for group in self.groups:
            group.rmdir()


def empty_folder(path, owner=None):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    if owner is not None:
        os.chown(path, *owner)
    return path
