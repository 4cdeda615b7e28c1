extension HTTPFetcher {
    /// Sends a request and returns as soon as the head of the answer is there, whatever its status is.
    ///
    /// `content` is sent as it is written, in the chunked coding; then the request has no body of its own. Redirects are
    /// not followed. The request's deadline is for the head; what follows takes as long as it takes, and
    /// `maxBodyBytes` does not count. Throws `FetchFailure`, `cancelled` as soon as the task is cancelled.
    package func stream(
        _ request: FetchRequest, content: FetchUpload? = nil
    ) async throws(FetchFailure) -> FetchStream {
        guard request.isWellFormed, request.body == nil || content == nil else {
            throw FetchFailure(.invalidRequest, request.method + " " + request.url)
        }
        let id = nextID()
        var request = completed(request)
        request.maxRedirects = 0
        let body = FetchBody(StreamBuffer(id, mailbox))
        guard content?.attach(id, mailbox) ?? true else { throw FetchFailure(.invalidRequest, "content is in use") }
        guard !Task.isCancelled, mailbox.send(.start(id, request, .stream(body.buffer, content))) else {
            content?.ended()
            throw FetchFailure(.cancelled)
        }
        let head = try await head(of: body.buffer, within: request.deadline)
        return FetchStream(status: head.status, headers: head.headers, body: body)
    }

    private func head(of buffer: StreamBuffer, within deadline: Duration) async throws(FetchFailure)
        -> StreamBuffer.Head
    {
        let timer = Task {
            guard (try? await Task.sleep(for: deadline)) != nil else { return }
            buffer.headIsLate(FetchFailure(.timedOut, "no answer within \(deadline)"))
        }
        defer { timer.cancel() }
        return try await buffer.head()
    }
}
