/// How the embedded Redis is run.
package struct EmbeddedRedisOptions: Sendable {
    /// The folder for data, socket, lock and log; made if it is not there.
    package var folder: String
    /// The program; a name without a slash is looked up in `PATH`.
    package var program = "redis-server"
    /// Milliseconds that the server gets to end by itself before it is killed.
    package var stopTimeoutMS: Int64 = 10_000
    /// Milliseconds before the first restart, doubled up to `longestPauseMS` while it ends at once.
    package var firstPauseMS: Int64 = 100
    /// Milliseconds that no pause exceeds.
    package var longestPauseMS: Int64 = 10_000

    /// Every default; the folder is `redis` below the state folder.
    package init(stateDirectory: String) { folder = stateDirectory + "/redis" }
}
