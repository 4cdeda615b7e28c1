import DockerControl
import Testing

@Suite struct `Where an engine is` {
    @Test(arguments: [
        ("", "unix:///var/run/docker.sock"), ("unix:///run/user/1/podman.sock", "unix:///run/user/1/podman.sock"),
        ("tcp://proxy:2375", "tcp://proxy:2375"), ("tcp://proxy", "tcp://proxy:2375"),
        ("tcp://[::1]:99/", "tcp://[::1]:99"),
        ("tcp://[::1]", "tcp://[::1]:2375"), ("tcp://10.0.0.1:1", "tcp://10.0.0.1:1"),
    ])
    func `DOCKER_HOST is understood`(text: String, address: String) throws {
        #expect(try EngineAddress(text).description == address)
    }

    @Test(arguments: [
        "/var/run/docker.sock", "unix://relative", "unix://", "tcp://", "tcp://:1", "tcp://h:0", "tcp://h:99999",
        "tcp://h:x",
        "tcp://user@h:1", "tcp://h:1/path", "tcp://h?x", "tcp://[::1", "tcp://[x]:1", "ssh://h", "npipe:////./pipe",
        "fd://",
        "http://h", "unix:///a b", "unix:///a\nb", "unix:///" + String(repeating: "a", count: 120),
    ])
    func `what is no address is refused`(text: String) {
        #expect(throws: EngineAddress.Problem.self) { try EngineAddress(text) }
    }

    @Test func `TLS needs a folder with certificates`() throws {
        let address = try EngineAddress("tcp://h", verifiesTLS: true, certificateFolder: "/certs")
        #expect(address.transport == .tcp(host: "h", port: 2376, tls: EngineTLS(folder: "/certs/")))
        #expect(!address.isExposed)
        #expect(try EngineAddress("tcp://h").isExposed)
        #expect(throws: EngineAddress.Problem.self) { try EngineAddress("tcp://h", verifiesTLS: true) }
        #expect(throws: EngineAddress.Problem.self) {
            try EngineAddress("tcp://h", verifiesTLS: true, certificateFolder: "certs")
        }
    }
}
