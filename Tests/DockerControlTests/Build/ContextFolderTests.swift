import Foundation
import Testing

@testable import DockerControl

@Suite struct `Folders that are sent to builds` {
    /// A folder that goes when the test ends.
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/context-XXXXXX".utf8CString)
        let folder = try #require(unsafe mkdtemp(&template).map { unsafe String(cString: $0) })
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func dockerfile(_ path: String, in folder: OpenFolder) throws -> String {
        String(decoding: try ContextFolder(folder, dockerfile: path).dockerfileContent(upTo: 100), as: UTF8.self)
    }

    @Test func `one that is open stays the same, whatever takes its place`() throws {
        try withFolder { root in
            try ContextFixture.fill(root, files: ["app/Dockerfile": "FROM a", "other/Dockerfile": "FROM b"])
            let folder = try OpenFolder(root + "/app")
            unsafe rename(root + "/app", root + "/former")
            unsafe symlink("other", root + "/app")
            #expect(try dockerfile("Dockerfile", in: folder) == "FROM a")
            #expect(folder.place == root + "/former")
            #expect(try OpenFolder(root + "/app").place == root + "/other")
        }
    }

    @Test func `a slash is one whatever follows it`() throws {
        try withFolder { root in
            try ContextFixture.fill(root, files: ["a/\u{301}b": "FROM a"], links: ["link": "a"])
            let folder = try OpenFolder(root)
            #expect(try dockerfile("a/\u{301}b", in: folder) == "FROM a")
            #expect(throws: BuildContextFailure.self) { try dockerfile("link/\u{301}b", in: folder) }
        }
    }

    @Test func `no name is sent twice`() throws {
        let names: ([String]) -> [FileDescriptor.Name] = { texts in
            texts.map { FileDescriptor.Name(text: $0, isText: true) }
        }
        #expect(throws: BuildContextFailure(path: "x", reason: "it changed while it was read")) {
            try FileDescriptor.ordered(names(["b", "a", "c", "a"]), "x")
        }
        // Equal for Unicode, and different files.
        #expect(try FileDescriptor.ordered(names(["\u{E9}", "e\u{301}"]), "x").count == 2)
        let unclear = FileDescriptor.Name(text: "\u{FFFD}", isText: false)
        #expect(try FileDescriptor.ordered([unclear, unclear], "x").count == 2)
    }
}
