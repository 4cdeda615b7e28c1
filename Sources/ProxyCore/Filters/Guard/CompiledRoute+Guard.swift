internal import ProxyModel

extension CompiledRoute {
    /// Whether the route lets a canonical path past the guard of its host.
    ///
    /// A route without a guard does so for its own text, and for what no backend could read as another path, as one of a
    /// route that is guarded.
    func loosensGuard(for path: UnsafeBufferPointer<UInt8>) -> Bool {
        guard self.isUnguarded else { return false }
        switch self.source.match {
        case .exact: return true
        case .prefix:
            return unsafe ExcludedPath.isPlain(path, from: min(self.source.pathPattern.utf8.count, path.count))
        case .regex: return unsafe ExcludedPath.isPlain(path, from: 0)
        }
    }
}
