import Glibc
import ProxyModel
import Synchronization
import Testing

@testable import DockerControl

struct `Credentials for registries` {
    private func file(_ content: String) throws -> (file: RegistryCredentialsFile, folder: String) {
        let folder = "/tmp/proxyd-registry-\(UInt64.random(in: 0 ... .max))"
        try ContextFixture.fill(folder, files: ["config.json": content])
        return (RegistryCredentialsFile(path: folder + "/config.json"), folder)
    }

    private func remove(_ folder: String) {
        _ = unsafe unlink(folder + "/config.json")
        _ = unsafe rmdir(folder)
    }

    @Test func `they are found by the registry, however it is spelled`() throws {
        // `ann:pass:word`, `bob:?>?`
        let (file, folder) = try file(
            """
            {"credsStore": "desktop", "auths": {
                "https://index.docker.io/v1/": {"auth": "YW5uOnBhc3M6d29yZA=="},
                "registry.example:5000": {"auth": "Ym9iOj8+Pw=="},
                "HTTPS://other.example": {}, "https://plain.example/v2/": {"username": "u", "password": "p"}}}
            """)
        defer { remove(folder) }
        let hub = try #require(try file.credentials(for: "docker.io"))
        #expect(hub.user == "ann" && hub.password.reveal() == "pass:word")
        #expect(try file.credentials(for: "registry.example:5000")?.password.reveal() == "?>?")
        #expect(try file.credentials(for: "plain.example")?.user == "u")
        #expect(try file.credentials(for: "registry.example") == nil)
    }

    @Test(arguments: [
        "{\"auths\": {\"a.example\": {\"auth\": \"c2VjcmV0\"}}}",
        "{\"auths\": {\"a.example\": {\"auth\": \"s3cret!\"}}}",
        "s3cret", "{\"auths\": {\"a.example\": {\"identitytoken\": \"s3cret\"}}}",
    ])
    func `a file that cannot be used is told of without what is in it`(content: String) throws {
        let (file, folder) = try file(content)
        defer { remove(folder) }
        let failure = #expect(throws: EngineFailure.self) { try file.credentials(for: "a.example") }
        #expect(failure?.code == .accessDenied)
        #expect(failure?.message.contains("DOCKER_REGISTRY_AUTH") == true)
        #expect(failure?.message.contains("ecret") == false)
    }

    @Test func `a file that is not there is named in the log alone`() {
        let notes = Mutex<[String]>([])
        let failure = #expect(throws: EngineFailure.self) {
            let file = RegistryCredentialsFile(path: "/nothing/config.json") { notice in
                notes.withLock { $0.append(notice.description) }
            }
            _ = try file.credentials(for: "a.example")
        }
        let words = "the file of DOCKER_REGISTRY_AUTH cannot be read: "
        #expect(failure?.message == words + "not there")
        #expect(notes.withLock { $0 } == [words + "/nothing/config.json: not there"])
    }
}
