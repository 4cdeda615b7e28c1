/// What an engine leaves that was killed, or that did not end its containers in time.
///
/// Everything is told by the engine's own folder, so that nothing of another engine is touched.
enum EngineRemains {
    /// A script of the shell that ends and removes what is left of the engine of a folder, and then the folder.
    static func removal(of folder: String) -> String {
        """
        PATH=$PATH:/usr/sbin:/sbin; folder='\(folder)'; name=${folder##*/}
        mine() {
            case $(cat "$1/comm" 2>/dev/null) in
            dockerd | containerd* | docker-init | runc*) grep -qsaF "$folder/" "$1/cmdline" && return ;;
            esac
            # A container's process: its root is a folder of the engine.
            grep -qsE "^[0-9]+ [0-9]+ [0-9:]+ [^ ]*/$name/[^ ]* / " "$1/mountinfo"
        }
        for attempt in 1 2 3 4 5 6 7 8 9 10; do
            found=
            for process in /proc/[0-9]*; do
                if mine "$process"; then found=yes; kill -9 "${process#/proc/}"; fi
            done
            [ -n "$found" ] || break
            sleep 0.1
        done
        tasks="$folder/exec/containerd/daemon/io.containerd.runtime.v2.task/moby"
        for task in "$tasks"/*; do
            id=${task##*/}
            address=$(sed -n 's|^unix://||p' "$task/address" 2>/dev/null)
            case $address in /run/containerd/s/*) rm -f "$address" ;; esac
            for group in /sys/fs/cgroup/docker/$id /sys/fs/cgroup/*/docker/$id; do
                if [ -d "$group" ]; then rmdir "$group"; fi
            done
        done
        for mount in $(cut -d ' ' -f 2 /proc/mounts | grep "^$folder/" | sort -r); do umount -l "$mount"; done
        for id in $(grep -aohE '[0-9a-f]{64}' "$folder/data/network/files/local-kv.db" | cut -c 1-12 | sort -u); do
            if [ -e "/sys/class/net/br-$id" ]; then ip link delete "br-$id"; fi
        done
        rm -rf "$folder"
        """
    }
}
