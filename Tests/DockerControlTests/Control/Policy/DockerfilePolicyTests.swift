import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `What Dockerfiles may build on` {
    private func refusal(
        _ file: String, _ arguments: [ServiceText] = [], policy setting: (inout ServicePolicy) -> Void = { _ in }
    ) -> ServiceRefusal? {
        var policy = ServicePolicy()
        setting(&policy)
        return policy.refusal(ofDockerfile: Array(file.utf8), arguments: arguments)
    }

    @Test func `images that a service may have`() {
        let file =
            "# syntax=docker/dockerfile:1\nFROM nginx AS a\nFROM ghcr.io/x/y\nCOPY --from=a /x /y\nFROM scratch\n"
        #expect(refusal(file) == nil)
    }

    @Test func `no other registry, whoever names it`() throws {
        let refused = try #require(refusal("FROM nginx\n\nFROM evil.example/x"))
        #expect(refused.rule == .registry)
        #expect(refused.setting == "DOCKER_REGISTRIES")
        #expect(refused.pointer == "/dockerfile_path")
        #expect(refused.description.hasPrefix("line 3 of the Dockerfile: images do not come from evil.example"))
        #expect(refusal("ARG B=nginx\nFROM $B", [ServiceText("B", "evil.example/x")])?.rule == .registry)
        #expect(refusal("FROM nginx\nCOPY --from=evil.example/x /a /b")?.rule == .registry)
        #expect(refusal("# syntax=evil.example/x\nFROM nginx")?.rule == .registry)
        #expect(refusal("FROM evil.example/x") { $0.registries = ["*"] } == nil)
        #expect(refusal("FROM localhost/proxyd-0000000000000000:s-other-1")?.rule == .registry)
    }

    @Test func `no other image`() {
        #expect(refusal("FROM nginx") { $0.images = ["docker.io/library/*"] } == nil)
        #expect(refusal("FROM x/nginx") { $0.images = ["docker.io/library/*"] }?.setting == "DOCKER_IMAGES")
    }

    @Test func `only what is pinned, where that is asked for`() {
        let digest = "@sha256:" + String(repeating: "a", count: 64)
        #expect(refusal("FROM nginx") { $0.requiresDigest = true }?.setting == "DOCKER_REQUIRE_DIGEST")
        #expect(refusal("FROM nginx\(digest) AS a\nFROM a\nFROM scratch") { $0.requiresDigest = true } == nil)
    }

    @Test func `no name that is none`() {
        #expect(refusal("ARG B\nFROM $B", [ServiceText("B", "a b")])?.rule == .dockerfile)
        #expect(refusal("ARG B\nFROM $B", [ServiceText("B", "NGINX")])?.rule == .image)
        #expect(refusal("ARG B\nFROM $B")?.rule == .dockerfile)
    }

    @Test func `nothing that is not understood`() throws {
        let refused = try #require(refusal("FROM nginx\nRUN <<EOF\nEOF"))
        #expect(refused.rule == .dockerfile)
        #expect(refused.setting == nil)
        #expect(refused.description.hasPrefix("line 2 of the Dockerfile: "))
    }

    @Test func `no file that is made by a preprocessor`() {
        var service = ContainerService(name: "web", createdAt: 1)
        service.buildContext = "/srv"
        var policy = ServicePolicy()
        policy.buildRoots = ["/"]
        for (path, isRefused) in [("Dockerfile.in", true), ("x.in/", true), ("a.in/Dockerfile", false)] {
            service.dockerfilePath = path
            #expect(policy.refusals(of: service).contains { $0.rule == .dockerfile } == isRefused)
        }
    }

    @Test(arguments: [
        ("docker/Web_1.x-y", true), ("null/Dockerfile", true), ("[\"evil\"]", false),
        ("[\"http:\\/\\/h\\/x\"]", false), ("null", false), ("null/", false), ("a b", false), ("a\\b", false),
        ("a/\u{301}b", false), ("D\u{F6}ckerfile", false), ("\"x\"", false), (" null", false),
    ]) func `no path that an engine could take for something else`(path: String, isAllowed: Bool) {
        var service = ContainerService(name: "web", createdAt: 1)
        service.buildContext = "/srv/app"
        service.dockerfilePath = path
        var policy = ServicePolicy()
        policy.buildRoots = ["/srv"]
        #expect(policy.refusals(of: service).contains { $0.pointer == "/dockerfile_path" } == !isAllowed)
    }
}
