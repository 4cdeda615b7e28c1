internal import Glibc

/// A folder of this host that is open: it stays the same one, whatever its path leads to later.
package struct OpenFolder: Sendable {
    /// The path that it was opened by, for failures.
    let path: String
    let descriptor: FileDescriptor

    /// Opens it, following links; throws `BuildContextFailure`.
    package init(_ path: String) throws(BuildContextFailure) {
        self.path = path
        descriptor = try FileDescriptor(unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path)
    }

    /// Where it is, without links; nil when the kernel does not tell.
    var place: String? { BindSource.resolved("/proc/self/fd/\(descriptor.number)") }
}
