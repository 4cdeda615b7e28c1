import Glibc

/// Makes folders with files for builds.
enum ContextFixture {
    struct Failure: Error {
        let path: String
    }

    static func fill(_ root: String, files: [String: String], links: [String: String] = [:]) throws {
        unsafe mkdir(root, 0o755)
        for (path, content) in files {
            var folder = root
            for part in path.utf8.split(separator: 0x2F).dropLast() {
                folder += "/" + String(decoding: part, as: UTF8.self)
                unsafe mkdir(folder, 0o755)
            }
            let file = unsafe open(root + "/" + path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            guard file >= 0 else { throw Failure(path: path) }
            defer { close(file) }
            let bytes = Array(content.utf8)
            guard unsafe write(file, bytes, bytes.count) == bytes.count else { throw Failure(path: path) }
        }
        for (path, target) in links where unsafe symlink(target, root + "/" + path) != 0 { throw Failure(path: path) }
    }
}
