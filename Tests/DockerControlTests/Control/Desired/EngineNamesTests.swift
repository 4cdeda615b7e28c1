import ProxyModel
import Testing

@testable import DockerControl

@Suite struct `Names at the engine` {
    private let names = EngineNames(installation: InstallationID(0x0123_4567_89AB_CDEF))

    @Test func `tell the service, the owner and the installation`() {
        #expect(names.container("web", generation: 3).description == "proxyd-01234567-web-3")
        #expect(names.network("default", owner: nil).description == "proxyd-0123456789abcdef-admin.default")
        #expect(names.volume("Data.1", owner: "ann").description == "proxyd-0123456789abcdef-ann.XRGF0YS4x")
        #expect(
            names.image("web", generation: 3)?.description == "localhost/proxyd-0123456789abcdef:s-web-3")
    }

    @Test func `are never the same for two things`() {
        let owners: [String?] = [
            nil, "admin", "a", "a-b", "a.b", "A", "XYQ", "Xa", "ä", "", "a/b", "a@b", "YQ", "admin.x",
            String(repeating: "x", count: 64),
        ]
        let things = ["a", "b", "b-c", "c", "a.b", "A", "admin", "YQ", "XQQ", ""]
        var all: Set<EngineName> = []
        for owner in owners { for thing in things { all.insert(names.network(thing, owner: owner)) } }
        #expect(all.count == owners.count * things.count)
    }

    @Test(arguments: ["", "\u{0}", "a/b", "ä", String(repeating: "é", count: 5_000), "../..", "-", "🦊"])
    func `are taken by engines whatever the text`(text: String) {
        for name in [
            names.container(text, generation: .min), names.network(text, owner: text), names.volume(text, owner: text),
        ] {
            #expect(EngineName(name.description) == name)
        }
    }

    @Test(arguments: ["0123456789abcdef", "ffffffffffffffff"]) func `digits are an installation`(text: String) {
        #expect(InstallationID(text)?.description == text)
    }

    @Test(arguments: ["", "0123456789ABCDEF", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg"])
    func `other texts are none`(text: String) {
        #expect(InstallationID(text) == nil)
    }

    @Test func `a small number has all digits`() {
        #expect(InstallationID(1).description == "0000000000000001")
        #expect(InstallationID(.max).description == "ffffffffffffffff")
    }
}
