import DockerControl
import Glibc
import Testing

@Suite struct `Folders of the host that a container may see` {
    @Test func `folders that are listed are taken`() throws {
        #expect(try BindSource("/srv/data/", among: ["/srv/data"]).description == "/srv/data")
        #expect(try BindSource("/srv", among: ["/other", "/srv/"]).description == "/srv")
    }

    @Test(arguments: ["/srv2", "/other", "/srvdata/a", "/srv/data", "/srv/data/link"]) func `other paths are refused`(
        path: String
    ) {
        #expect(throws: BindSource.Refusal.notListed) { try BindSource(path, among: ["/srv"]) }
    }

    @Test func `a folder below another one is refused even when it is listed`() {
        #expect(throws: BindSource.Refusal.belowAnother) { try BindSource("/srv/data", among: ["/srv", "/srv/data"]) }
    }

    @Test func `a link is known as one, also on the way`() throws {
        let root = "/tmp/bind-source-\(UInt64.random(in: 0 ... .max))"
        unsafe mkdir(root, 0o755)
        defer {
            unsafe unlink(root + "/l")
            for folder in ["/a/b", "/a", ""] { unsafe rmdir(root + folder) }
        }
        unsafe mkdir(root + "/a", 0o755)
        unsafe mkdir(root + "/a/b", 0o755)
        unsafe symlink("a", root + "/l")
        for (path, isLink) in [("/a", false), ("/a/b", false), ("/l", true), ("/l/b", true), ("/none", false)] {
            #expect(try BindSource(root + path, among: [root + path]).isLink == isLink, "\(path)")
        }
    }

    @Test(arguments: [
        "srv/a", "/srv/../etc", "/srv/./a", "", "/", "/srv/\u{0}", "/srv/data/../\u{301}x", "/srv/./\u{301}x",
        "\u{301}/srv",
    ]) func `paths that move are refused`(
        path: String
    ) {
        #expect(throws: BindSource.Refusal.notAbsolute) { try BindSource(path, among: ["/", "/srv"]) }
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
            try BindSource(path, among: roots, engineSocket: "/srv/engine/e.sock")
        }
    }
}
