/// One member of an archive.
package struct TarEntry: Sendable, Equatable {
    /// What it is.
    package enum Kind: Sendable, Equatable {
        /// A file with so many bytes.
        case file(bytes: UInt64)
        case folder
        /// A symbolic link with what it points to.
        case link(String)
    }

    /// The path in the archive, relative, without a slash at the end.
    package let path: String
    /// What it is.
    package let kind: Kind
    /// The permissions, of which nine bits and the three above them count.
    package let mode: UInt32
    /// Seconds since 1970.
    package let modified: Int64

    /// Makes an entry.
    package init(path: String, kind: Kind, mode: UInt32 = 0o644, modified: Int64 = 0) {
        self.path = path
        self.kind = kind
        self.mode = mode & 0o7777
        self.modified = max(0, modified)
    }
}
