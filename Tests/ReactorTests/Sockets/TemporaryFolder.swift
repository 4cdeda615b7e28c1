import Glibc
import Reactor

/// A folder of its own for one test; removed with the files that it named.
final class TemporaryFolder {
    let path: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/sockets-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw SystemError("mkdtemp", errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        for file in files { unsafe unlink(file) }
        unsafe rmdir(path)
    }

    /// The path of a file in the folder.
    func file(_ name: String) -> String {
        files.append("\(path)/\(name)")
        return "\(path)/\(name)"
    }

    /// Replaces the text of a file in the folder.
    func write(_ name: String, _ text: String) throws {
        guard let file = unsafe fopen("\(path)/\(name)", "w") else { throw SystemError("fopen", errno) }
        defer { unsafe fclose(file) }
        let bytes = Array(text.utf8)
        guard unsafe fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw SystemError("fwrite", errno) }
    }
}
