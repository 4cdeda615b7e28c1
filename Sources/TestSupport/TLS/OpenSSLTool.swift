internal import Glibc

/// The `openssl` command line tool, which is certain to make certificates that are not of our own making.
package enum OpenSSLTool {
    /// A call of the tool that did not exit with 0.
    package struct Failure: Error {
        /// What the tool was called with.
        package let arguments: [String]
        /// What it ended with.
        package let status: Int32
    }

    /// Runs the tool to its end with its output switched off.
    ///
    /// - Throws: `Failure` when it cannot be started or exits with anything but 0.
    package static func run(_ arguments: [String]) throws {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = unsafe (["openssl"] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var child: pid_t = 0
        guard unsafe posix_spawnp(&child, "openssl", &actions, nil, &words, environ) == 0 else {
            throw Failure(arguments: arguments, status: -1)
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw Failure(arguments: arguments, status: status) }
    }
}
