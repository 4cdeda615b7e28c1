internal import Glibc

/// A flat folder that goes, with its files, with its last reference.
package final class TemporaryFolder: Sendable {
    /// A system call that failed with this `errno`.
    package struct Failure: Error {
        /// The `errno`.
        package let errorNumber: Int32
    }

    private let root: String

    /// Makes the folder, for this user's eyes only.
    package init() throws {
        var template = Array("/tmp/proxyd-test-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure(errorNumber: errno) }
        root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        guard let folder = unsafe opendir(root) else { return }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { unsafe String(cString: $0) }
            if name != ".", name != ".." { unsafe unlink(path(name)) }
        }
        unsafe closedir(folder)
        unsafe rmdir(root)
    }

    /// The path of a file in the folder.
    package func path(_ name: String) -> String {
        root + "/" + name
    }

    /// Writes a whole file, readable by this user only.
    package func write(_ bytes: [UInt8], to name: String) throws {
        let descriptor = unsafe open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw Failure(errorNumber: errno) }
        defer { close(descriptor) }
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Failure(errorNumber: errno)
        }
    }

    /// Reads a whole file of at most 1 MiB.
    package func read(_ name: String) throws -> [UInt8] {
        let descriptor = unsafe open(path(name), O_RDONLY)
        guard descriptor >= 0 else { throw Failure(errorNumber: errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw Failure(errorNumber: errno) }
        return Array(bytes[..<count])
    }
}
