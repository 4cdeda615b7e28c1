import FoundationEssentials
import Testing

@testable import proxyd

struct `The state folder` {
    /// Runs a test with a folder of its own and removes it afterwards.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.path + "/state-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func folder(at path: String) throws -> StateFolder {
        try StateFolder(SecuritySettings(stateDirectory: path))
    }

    @Test func `is made for its owner alone`() throws {
        try withFolder { path in
            let folder = try folder(at: path + "/a/b/")
            #expect(folder.path == path + "/a/b")
            #expect(FileStatus(path: folder.path)?.mode == 0o700)
        }
    }

    @Test func `keeps one key across starts, readable by its owner alone`() throws {
        try withFolder { path in
            let first = try folder(at: path).secretKeys(SecuritySettings())
            let second = try folder(at: path).secretKeys(SecuritySettings())
            #expect(first == second)
            #expect(first.count == 1)
            #expect(FileStatus(path: path + "/secret-key")?.mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["secret-key"])
        }
    }

    @Test func `makes no key when the settings have one`() throws {
        try withFolder { path in
            let key = try #require(SecretKey(String(repeating: "61", count: 32)))
            #expect(try folder(at: path).secretKeys(SecuritySettings(secretKeys: [key])) == [key])
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
        }
    }

    @Test func `shows the superuser's token once`() throws {
        try withFolder { path in
            let first = try folder(at: path).adminToken(AdministrationSettings())
            let second = try folder(at: path).adminToken(AdministrationSettings())
            #expect(first.isNew)
            #expect(!second.isNew)
            #expect(first.token.reveal() == second.token.reveal())
            #expect(first.token.reveal().hasPrefix("acm_"))
            #expect(first.token.reveal().utf8.count == 47)
            #expect(FileStatus(path: path + "/admin-token")?.mode == 0o600)
        }
    }

    @Test func `agrees with another process that was faster`() throws {
        try withFolder { path in
            let file = SecretFile(path: path + "/x")
            let kept = try [file.create("first"), file.create("second")]
            #expect(kept == ["first", "first"])
        }
    }

    @Test func `refuses a secret that others may read`() throws {
        try withFolder { path in
            _ = try folder(at: path).secretKeys(SecuritySettings())
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path + "/secret-key")
            let problem = #expect(throws: SettingProblem.self) {
                try folder(at: path).secretKeys(SecuritySettings())
            }
            #expect(problem?.reason.contains("chmod 600") == true)
        }
    }

    @Test func `refuses a damaged key`() throws {
        try withFolder { path in
            _ = try SecretFile(path: path + "/secret-key").create("short")
            #expect(throws: SettingProblem.self) { try folder(at: path).secretKeys(SecuritySettings()) }
        }
    }

    @Test func `is .state of the working folder when that belongs to the user`() throws {
        try withFolder { path in
            let user = try #require(FileStatus(path: path)?.owner)
            let resolve = { (environment: [String: String], user: UInt32) in
                try StateFolder.resolvedPath(
                    SecuritySettings(), environment: environment, userID: user, workingFolder: path)
            }
            #expect(try resolve([:], 0) == "/var/lib/proxyd")
            #expect(try resolve(["HOME": "/home/x"], 7) == "/home/x/.local/state/proxyd")
            #expect(try resolve(["HOME": "/home/x", "XDG_STATE_HOME": "/s"], 7) == "/s/proxyd")
            #expect(throws: SettingProblem.self) { try resolve([:], 7) }
            try FileManager.default.createDirectory(atPath: path + "/.state", withIntermediateDirectories: true)
            #expect(try resolve([:], user) == path + "/.state")
            #expect(try resolve(["HOME": "/home/x"], user + 1) == "/home/x/.local/state/proxyd")
        }
    }
}
