import DockerControl
import Testing

@Suite struct `Folders of the host that a container may see` {
    @Test func `paths under an allowed root are taken`() throws {
        #expect(try BindSource("/srv/data/", within: ["/srv"]).description == "/srv/data")
        #expect(try BindSource("/srv", within: ["/other", "/srv/"]).description == "/srv")
    }

    @Test(arguments: ["/srv2", "/other", "/srvdata/a"]) func `other paths are refused`(path: String) {
        #expect(throws: BindSource.Refusal.outsideRoots) { try BindSource(path, within: ["/srv"]) }
    }

    @Test(arguments: [
        "srv/a", "/srv/../etc", "/srv/./a", "", "/", "/srv/\u{0}", "/srv/data/../\u{301}x", "/srv/./\u{301}x",
        "\u{301}/srv",
    ]) func `paths that move are refused`(
        path: String
    ) {
        #expect(throws: BindSource.Refusal.notAbsolute) { try BindSource(path, within: ["/", "/srv"]) }
    }

    @Test(arguments: [
        "/proc", "/proc/1/root", "/sys/fs", "/dev/sda", "/run", "/var/run/docker.sock", "/var",
        "/var/lib/docker/volumes",
        "/etc/shadow", "/srv/docker.sock", "/srv/podman.sock", "/srv/engine/e.sock", "/srv/engine", "/srv",
        "/root/.ssh", "/proc/\u{301}x", "/srv/a/\u{301}/docker.sock",
    ])
    func `the system and the engine's socket are refused whatever is allowed`(path: String) {
        let roots = ["/srv", "/proc", "/sys", "/dev", "/run", "/var", "/etc", "/root"]
        #expect(throws: BindSource.Refusal.reserved) {
            try BindSource(path, within: roots, engineSocket: "/srv/engine/e.sock")
        }
    }
}
