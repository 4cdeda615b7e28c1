import Testing

@testable import proxyd

struct `What a service is made of` {
    private func words(_ line: String) throws -> ServiceWords {
        try ServiceWords(line.split(separator: " ").map(String.init))
    }

    @Test(
        arguments: [
            ("nginx:alpine 80", "nginx:alpine", nil, 80),
            ("nginx 80 512m 1.0 false", "nginx", nil, 80),
            ("Dockerfile 3000", nil, "Dockerfile", 3000),
            ("docker/Dockerfile.web 3000", nil, "docker/Dockerfile.web", 3000),
            ("./web.build", nil, "./web.build", nil),
            ("registry.example:5000/team/dockerfile-lint 80", nil, "registry.example:5000/team/dockerfile-lint", 80),
            (
                "image=registry.example:5000/team/dockerfile-lint 80", "registry.example:5000/team/dockerfile-lint",
                nil, 80
            ),
            ("80 nginx", "nginx", nil, 80),
            ("port=8080 image=web dockerfile=", "web", nil, 8080),
        ] as [(String, String?, String?, UInt16?)])
    func `image, Dockerfile and port are told apart`(
        line: String, image: String?, dockerfile: String?, port: UInt16?
    ) throws {
        let words = try words(line)
        #expect(words.image == image)
        #expect(words.dockerfile == dockerfile)
        #expect(words.port == port)
    }

    @Test func `an empty word keeps its place`() throws {
        #expect(try ServiceWords(["", "build", "80"]).dockerfile == "build")
        let words = try ServiceWords(["nginx", "", "", "512m", "2"])
        #expect(words.port == nil)
        #expect(words.cpu == "2")
        #expect(try ServiceWords(["nginx", "", "80", "", "2"]).cpu == "2")
    }

    @Test func `limits, address and a host of its own`() throws {
        let words = try words("nginx 80 0.0.0.0 256m 2 true")
        #expect(words.bind == "0.0.0.0")
        #expect(words.memory == "256m")
        #expect(words.cpu == "2")
        #expect(words.autoProxy == true)
        #expect(try self.words("web 1.5").cpu == "1.5")
        #expect(try self.words("web localhost").bind == "localhost")
        #expect(try self.words("web ::1").bind == "::1")
    }

    @Test(arguments: ["a 80 512m 1g", "a Dockerfile Dockerfile", "a 0", "a 65536", "image=a image=b"])
    func `one too many, or a port that is none, is refused`(line: String) {
        #expect(throws: CommandFailure.self) { try words(line) }
    }
}
