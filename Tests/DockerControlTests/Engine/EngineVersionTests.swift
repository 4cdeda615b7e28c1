import DockerControl
import Testing

@Suite struct `Agreeing on a version` {
    private func version(_ text: String) throws -> EngineVersion { try #require(EngineVersion(text)) }

    @Test(arguments: [
        ("1.12", "1.41", "1.41"), ("1.24", "1.47", "1.47"), ("1.44", "1.99", "1.52"), ("1.41", "1.41", "1.41"),
    ])
    func `the newest that both know is spoken`(oldest: String, newest: String, spoken: String) throws {
        let agreed = try EngineVersion.negotiated(oldest: version(oldest), newest: version(newest))
        #expect(agreed.description == spoken)
    }

    @Test(arguments: [("1.12", "1.40"), ("1.60", "1.70"), ("2.0", "2.1")])
    func `no common version is a failure that names both ranges`(oldest: String, newest: String) throws {
        let failure = #expect(throws: EngineFailure.self) {
            try EngineVersion.negotiated(oldest: version(oldest), newest: version(newest))
        }
        #expect(failure?.code == .unsupportedVersion)
        #expect(failure?.message.contains("\(oldest) to \(newest)") == true)
        #expect(failure?.message.contains("1.41 to 1.52") == true)
    }

    @Test func `a pinned version is spoken, or nothing`() throws {
        let (oldest, newest) = (try version("1.24"), try version("1.45"))
        #expect(
            try EngineVersion.negotiated(oldest: oldest, newest: newest, pinned: version("1.43")) == version("1.43"))
        for pinned in ["1.46", "1.24", "1.40"] {
            #expect(throws: EngineFailure(.unsupportedVersion)) {
                try EngineVersion.negotiated(oldest: oldest, newest: newest, pinned: version(pinned))
            }
        }
    }

    @Test func `versions are numbers, not decimal fractions`() throws {
        #expect(try version("1.9") < version("1.41"))
        #expect(try version("v1.41") == version("1.41"))
        for text in ["", "1", "1.", ".1", "1.2.3", "1.x", "-1.2", "1.+2", "1.99999"] {
            #expect(EngineVersion(text) == nil)
        }
    }
}
