import DockerControl
import Testing

@Suite struct `Names of images` {
    @Test(arguments: [
        ("nginx", "docker.io/library/nginx:latest"), ("nginx:1.25", "docker.io/library/nginx:1.25"),
        ("docker.io/nginx", "docker.io/library/nginx:latest"), ("index.docker.io/a/b", "docker.io/a/b:latest"),
        ("user/app", "docker.io/user/app:latest"), ("ghcr.io/org/app:v1", "ghcr.io/org/app:v1"),
        ("localhost/app", "localhost/app:latest"), ("localhost:5000/a/b:c", "localhost:5000/a/b:c"),
        ("GHCR.io/a", "ghcr.io/a:latest"), ("a__b/c.d-e--f", "docker.io/a__b/c.d-e--f:latest"),
        ("a@sha256:0123456789abcdef0123456789abcdef", "docker.io/library/a@sha256:0123456789abcdef0123456789abcdef"),
        (
            "a:1@sha256:0123456789abcdef0123456789abcdef",
            "docker.io/library/a:1@sha256:0123456789abcdef0123456789abcdef"
        ),
    ])
    func `names are completed`(text: String, complete: String) {
        #expect(ImageReference(text)?.description == complete)
        #expect(ImageReference(complete) == ImageReference(text))
    }

    @Test(arguments: [
        "", ":1", "a:", "a:-1", "A", "a/B", "/a", "a/", "a//b", "a/../b", ".a/b", "a_", "_a", "a..b", "a___b", "a b",
        "a\nb",
        "a@", "a@sha256:12", "a@sha256:0123456789ABCDEF0123456789abcdef", "a@x", "-host.io/a", "host.io:x/a", "h:1:2/a",
        "a?b", "a%2fb", "a#b",
    ])
    func `what is no name is refused`(text: String) {
        #expect(ImageReference(text) == nil)
    }

    @Test func `the parts are told apart`() throws {
        let image = try #require(ImageReference("ghcr.io/org/app:v1"))
        #expect(image.registry == "ghcr.io")
        #expect(image.repository == "org/app")
        #expect(image.tag == "v1")
        #expect(image.digest == nil)
    }
}
