internal import Egress
internal import Glibc

/// A folder as it is sent to a build: entry by entry, in the order of their names.
///
/// Every step goes from an open folder to a name in it without following links, so nothing outside is read, whatever
/// happens to the folder meanwhile.
struct ContextFolder {
    private let root: OpenFolder
    private static let maxDepth = 64
    private static let partBytes = 64 << 10

    private let dockerfile: String
    private let content: [UInt8]?

    /// Takes the folder, and the file in it that the build cannot do without.
    ///
    /// With `content` that file is sent as this says, whatever it has become.
    init(_ root: OpenFolder, dockerfile: String, content: [UInt8]? = nil) {
        self.root = root
        self.dockerfile = dockerfile
        self.content = content
    }

    /// What is in the Dockerfile, of at most so many bytes; throws `BuildContextFailure`.
    func dockerfileContent(upTo limit: Int) throws(BuildContextFailure) -> [UInt8] {
        var folder = root.descriptor
        // As bytes, as the kernel reads it: a character may be a slash and an accent on it.
        let names = dockerfile.utf8.split(separator: 0x2F).map { String(decoding: $0, as: UTF8.self) }
        for name in names.dropLast() { folder = try folder.opened(name, O_DIRECTORY, dockerfile) }
        let file = try folder.opened(names.last ?? "", O_NONBLOCK, dockerfile)
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw BuildContextFailure(path: dockerfile, reason: "no file")
        }
        return try file.rest(upTo: limit, dockerfile)
    }

    /// Writes all entries; throws `BuildContextFailure`, or `FetchFailure` when the transfer is over.
    func send(to upload: FetchUpload) async throws {
        let folder = root.descriptor
        var rules = try IgnoreRules(folder.contents(of: ".dockerignore", upTo: 1 << 20))
        for path in [dockerfile, ".dockerignore"] { rules.keep(path) }
        let isThere = try await send(folder, "", rules, depth: 0, to: upload)
        guard isThere || content == nil else {
            throw BuildContextFailure(path: dockerfile, reason: "it went away while the folder was read")
        }
    }

    /// Sends a folder; true when the Dockerfile with its given content was among it.
    private func send(
        _ folder: FileDescriptor, _ prefix: String, _ rules: IgnoreRules, depth: Int, to upload: FetchUpload
    ) async throws -> Bool {
        var isThere = false
        guard depth <= Self.maxDepth else { throw BuildContextFailure(path: prefix, reason: "folders too deep") }
        for found in try folder.names(prefix.isEmpty ? root.path : prefix) {
            let name = found.text
            let path = prefix + name
            let isIgnored = rules.ignores(path)
            guard found.isText || isIgnored else {
                throw BuildContextFailure(path: path, reason: "the name is no UTF-8")
            }
            if isIgnored {
                // An exception may be inside of a folder that is left out itself.
                if found.isText, depth < Self.maxDepth, rules.mayKeep(inside: path) {
                    let isInside = try await sendExceptions(folder, name, path, rules, depth, to: upload)
                    isThere = isThere || isInside
                }
                continue
            }
            if let content, path.utf8.elementsEqual(dockerfile.utf8) {
                let size = UInt64(content.count)
                try await upload.write(TarEntry(path: path, kind: .file(bytes: size)).header)
                try await upload.write(content + [UInt8](repeating: 0, count: TarEntry.padding(size)))
                isThere = true
                continue
            }
            var status = stat()
            guard unsafe fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                if errno == ENOENT { continue }
                throw BuildContextFailure(path: path, reason: FileDescriptor.reason(errno))
            }
            let entry: (TarEntry.Kind) -> TarEntry = { kind in
                TarEntry(path: path, kind: kind, mode: status.st_mode, modified: Int64(status.st_mtim.tv_sec))
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                try await upload.write(entry(.folder).header)
                let child = try folder.opened(name, O_DIRECTORY, path)
                let isInside = try await send(child, path + "/", rules, depth: depth + 1, to: upload)
                isThere = isThere || isInside
            case S_IFREG:
                try await sendFile(try folder.opened(name, O_NONBLOCK, path), entry, path, to: upload)
            case S_IFLNK:
                try await upload.write(entry(.link(try folder.linkTarget(name, path))).header)
            default:
                // Sockets, pipes and devices have no place in an image.
                continue
            }
        }
        return isThere
    }

    /// Goes into something that is left out; what is no folder, or cannot be opened, has nothing that is wanted.
    private func sendExceptions(
        _ folder: FileDescriptor, _ name: String, _ path: String, _ rules: IgnoreRules, _ depth: Int,
        to upload: FetchUpload
    ) async throws -> Bool {
        guard let child = try? folder.opened(name, O_DIRECTORY, path), child.isSearchable else { return false }
        return try await send(child, path + "/", rules, depth: depth + 1, to: upload)
    }

    private func sendFile(
        _ file: FileDescriptor, _ entry: (TarEntry.Kind) -> TarEntry, _ path: String, to upload: FetchUpload
    ) async throws {
        // The size counts that the open file has: the name may be another file's by now.
        var status = stat()
        guard unsafe fstat(file.number, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 0 else {
            throw BuildContextFailure(path: path, reason: "it is no file any more")
        }
        let size = UInt64(status.st_size)
        try await upload.write(entry(.file(bytes: size)).header)
        var left = size
        while left > 0 {
            let part = try file.part(Int(min(left, UInt64(Self.partBytes))), path)
            guard !part.isEmpty else {
                throw BuildContextFailure(path: path, reason: "it became shorter while it was read")
            }
            left -= UInt64(part.count)
            try await upload.write(part)
        }
        try await upload.write([UInt8](repeating: 0, count: TarEntry.padding(size)))
    }
}
