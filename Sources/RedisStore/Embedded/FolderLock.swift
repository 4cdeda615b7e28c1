internal import Glibc
internal import Reactor

/// The exclusive use of a folder, held for as long as this process lives and the object exists.
///
/// By `flock` on a file in it: the kernel lets go of it whatever way the process ends. The child does not inherit it.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Makes the folder if needed and takes the lock; throws `.folder` or `.locked`.
    init(_ folder: String) throws(EmbeddedRedisFailure) {
        try Self.makeFolder(folder)
        let path = folder + "/lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .folder(folder, SystemError("open \(path)", errno)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.owner(descriptor)
            Glibc.close(descriptor)
            throw .locked(folder: folder, pid: owner)
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        // The number only makes the message to a second proxyd better.
        _ = unsafe pwrite(descriptor, text, text.count, 0)
        self.descriptor = descriptor
    }

    deinit {
        // Explicitly: a process that is just being spawned may hold a copy of the descriptor for a moment longer.
        flock(descriptor, LOCK_UN)
        Glibc.close(descriptor)
    }

    private static func owner(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self))
    }

    private static func makeFolder(_ folder: String) throws(EmbeddedRedisFailure) {
        var path = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            path += "/" + part
            if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
                throw .folder(folder, SystemError("mkdir \(path)", errno))
            }
        }
    }
}
