import DockerControl
import Testing

@Suite struct `Names that a container may be given` {
    @Test(arguments: ["a", "a-b_c.d", "/web", "0123456789abcdef"]) func `a name is taken`(text: String) {
        #expect(EngineName(text)?.description == (text.hasPrefix("/") ? String(text.dropFirst()) : text))
    }

    @Test(arguments: ["", "/", "//a", ".", "..", "-a", "a/b", "container:a", "a b", "a%2e", "ä", "a\n"])
    func `what could be read as something else is refused`(text: String) {
        #expect(EngineName(text) == nil)
    }

    @Test(arguments: ["host", "HOST", "none", "default"]) func `modes are no networks`(text: String) throws {
        #expect(NetworkAttachment(try #require(EngineName(text))) == nil)
    }

    @Test(arguments: ["/data", "/a/b/", "//a//b"]) func `a path inside is taken`(text: String) {
        #expect(ContainerPath(text) != nil)
    }

    @Test(arguments: ["", "/", "a", "/a/../b", "/a/.", "/a\nb", "/\u{0}"])
    func `a path that leads elsewhere is refused`(text: String) {
        #expect(ContainerPath(text) == nil)
    }

    @Test(arguments: ["CHOWN", "cap_chown", "NET_BIND_SERVICE"]) func `usual capabilities are taken`(text: String) {
        #expect(LinuxCapability(text) != nil)
    }

    @Test(arguments: ["ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH", "BPF", ""])
    func `capabilities over the host are refused`(text: String) {
        #expect(LinuxCapability(text) == nil)
    }

    @Test func `ports are published on addresses`() {
        #expect(PortPublication(80, on: "127.0.0.1", port: 8080) != nil)
        #expect(PortPublication(80, on: "::1", port: nil) != nil)
        #expect(PortPublication(0, on: "127.0.0.1", port: 1) == nil)
        #expect(PortPublication(80, on: "127.0.0.1", port: 0) == nil)
        #expect(PortPublication(80, on: "localhost", port: 1) == nil)
        #expect(PortPublication(80, on: "0.0.0.0/0", port: 1) == nil)
    }

    @Test func `variables have names`() {
        #expect(EnvironmentVariable("KEY", SecretValue("a=b")) != nil)
        for name in ["", "A=B", "A\u{0}"] { #expect(EnvironmentVariable(name, SecretValue("")) == nil) }
        #expect(EnvironmentVariable("KEY", SecretValue("a\u{0}b")) == nil)
    }

    @Test func `secrets are not shown`() throws {
        let variable = try #require(EnvironmentVariable("KEY", SecretValue("hidden")))
        let credentials = RegistryCredentials(user: "u", password: SecretValue("hidden"), registry: "r")
        var dumped = ""
        dump(variable, to: &dumped)
        dump(credentials, to: &dumped)
        #expect(!dumped.contains("hidden"))
        #expect(!"\(variable) \(credentials) \(String(reflecting: variable))".contains("hidden"))
    }
}
