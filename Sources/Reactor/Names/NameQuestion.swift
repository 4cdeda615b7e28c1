/// One question under way in c-ares, which holds a reference to it until it has called back.
final class NameQuestion {
    let channel: NameChannel
    let done: (Result<ResolvedName, NameFailure>) -> Void
    /// True during the call that asks: an answer that comes then is from the hosts file.
    var isBeingAsked = true

    init(_ channel: NameChannel, _ done: @escaping (Result<ResolvedName, NameFailure>) -> Void) {
        self.channel = channel
        self.done = done
    }
}
