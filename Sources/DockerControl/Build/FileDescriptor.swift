internal import Glibc

/// An open file or folder, closed with the last reference.
final class FileDescriptor: Sendable {
    let number: Int32

    /// Takes what `open` returned; throws when that is none.
    init(_ number: Int32, _ path: String) throws(BuildContextFailure) {
        guard number >= 0 else { throw BuildContextFailure(path: path, reason: Self.reason(errno)) }
        self.number = number
    }

    deinit { close(number) }

    /// Opens a name in a folder for reading, links excluded.
    func opened(_ name: String, _ flags: Int32, _ path: String) throws(BuildContextFailure) -> FileDescriptor {
        try FileDescriptor(unsafe openat(number, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags), path)
    }

    /// Whether names in this folder can be opened.
    var isSearchable: Bool { unsafe faccessat(number, ".", X_OK, AT_EACCESS) == 0 }

    /// A name in a folder.
    struct Name {
        /// The name, with U+FFFD in the place of what is no UTF-8.
        let text: String
        /// Whether the text is the name itself.
        let isText: Bool
    }

    /// The names in a folder, in the order of their bytes; `path` is what failures call the folder.
    ///
    /// Throws when a name was given twice, as it happens while names change: the later one would replace the first.
    func names(_ path: String) throws(BuildContextFailure) -> [Name] {
        let copy = unsafe openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw BuildContextFailure(path: path, reason: Self.reason(errno)) }
        guard let folder = unsafe fdopendir(copy) else {
            let failure = errno
            close(copy)
            throw BuildContextFailure(path: path, reason: Self.reason(failure))
        }
        defer { unsafe closedir(folder) }
        var names: [Name] = []
        while true {
            // The end of the folder is told from a failure by this alone.
            errno = 0
            guard let entry = unsafe readdir(folder) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name.0) { name in
                unsafe Name(text: String(cString: name), isText: String(validatingCString: name) != nil)
            }
            if name.text != ".", name.text != ".." { names.append(name) }
        }
        let failure = errno
        guard failure == 0 else { throw BuildContextFailure(path: path, reason: Self.reason(failure)) }
        return try Self.ordered(names, path)
    }

    /// Names in the order of their bytes, none of them twice.
    static func ordered(_ names: [Name], _ path: String) throws(BuildContextFailure) -> [Name] {
        let names = names.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        for (name, next) in zip(names, names.dropFirst())
        where name.isText && next.isText && name.text.utf8.elementsEqual(next.text.utf8) {
            throw BuildContextFailure(path: path, reason: "it changed while it was read")
        }
        return names
    }

    /// A small file of a folder; empty when it is not there.
    func contents(of name: String, upTo limit: Int) throws(BuildContextFailure) -> [UInt8] {
        let opened = unsafe openat(number, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 || errno != ENOENT else { return [] }
        return try FileDescriptor(opened, name).rest(upTo: limit, name)
    }

    /// All bytes from where reading is; throws when there are more than `limit`.
    func rest(upTo limit: Int, _ path: String) throws(BuildContextFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let part = try part(64 << 10, path)
            guard !part.isEmpty else { return bytes }
            bytes += part
            guard bytes.count <= limit else { throw BuildContextFailure(path: path, reason: "too large") }
        }
    }

    /// At most so many bytes from where reading is; empty at the end.
    func part(_ count: Int, _ path: String) throws(BuildContextFailure) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = unsafe read(number, buffer.baseAddress, count)
            if got < 0 { failure = errno }
            filled = max(got, 0)
        }
        guard failure == 0 else { throw BuildContextFailure(path: path, reason: Self.reason(failure)) }
        return bytes
    }

    /// What a symbolic link points to.
    func linkTarget(_ name: String, _ path: String) throws(BuildContextFailure) -> String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlinkat(number, name, &bytes, bytes.count)
        guard count >= 0 else { throw BuildContextFailure(path: path, reason: Self.reason(errno)) }
        let target = bytes.prefix(count).map(UInt8.init(bitPattern:))
        guard let text = String(validating: target, as: UTF8.self) else {
            throw BuildContextFailure(path: path, reason: "it points to a name that is no UTF-8")
        }
        return text
    }

    /// The words for an `errno`.
    static func reason(_ number: Int32) -> String {
        switch number {
        case ENOENT: "not there"
        case EACCES, EPERM: "not allowed"
        case ENOTDIR: "no folder"
        case ELOOP: "a symbolic link"
        default: "error \(number)"
        }
    }
}
