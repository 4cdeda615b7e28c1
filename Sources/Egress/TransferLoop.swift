internal import CCurl

/// The thread of the transfers: takes commands, lets libcurl work, delivers results.
@safe final class TransferLoop {
    private let mailbox: TransferMailbox
    private let multi: UnsafeMutableRawPointer
    private var transfers: [UInt64: Transfer] = [:]

    init(_ mailbox: TransferMailbox, _ multi: MultiHandle) {
        self.mailbox = mailbox
        unsafe self.multi = multi.pointer
        _ = unsafe proxyd_curl_multi_set_long(self.multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 128)
        _ = unsafe proxyd_curl_multi_set_long(self.multi, CURLMOPT_MAXCONNECTS, 32)
    }

    /// Works until the mailbox says stop.
    func run() {
        while takeCommands() {
            var running: Int32 = 0
            _ = unsafe curl_multi_perform(self.multi, &running)
            self.deliverResults()
            // Without work there is nothing to wait for but a wake-up, so the length of the wait does not matter.
            _ = unsafe curl_multi_poll(self.multi, nil, 0, 60_000, nil)
        }
        for id in Array(self.transfers.keys) { self.finish(id, .failure(FetchFailure(.cancelled))) }
        _ = unsafe curl_multi_cleanup(self.multi)
    }

    private func takeCommands() -> Bool {
        let (commands, isStopping) = self.mailbox.collect()
        for command in commands {
            switch command {
            case .start(let id, let request, let delivery): self.start(id, request, delivery)
            case .resume(let id): self.resume(id)
            case .cancel(let id): self.finish(id, .failure(FetchFailure(.cancelled)))
            }
        }
        return !isStopping
    }

    private func start(_ id: UInt64, _ request: FetchRequest, _ delivery: TransferDelivery) {
        guard let transfer = Transfer(id, request, delivery),
            unsafe curl_multi_add_handle(self.multi, transfer.easy) == CURLM_OK
        else { return delivery.finish(.failure(FetchFailure(.invalidRequest, request.url))) }
        self.transfers[id] = transfer
    }

    private func resume(_ id: UInt64) {
        guard let transfer = self.transfers[id] else { return }
        let code = unsafe proxyd_curl_resume(transfer.easy)
        if code != CURLE_OK { self.finish(id, transfer.result(code)) }
    }

    private func deliverResults() {
        var code = CURLE_OK
        while let easy = unsafe proxyd_curl_next_done(self.multi, &code) {
            guard let context = unsafe proxyd_curl_private(easy) else { continue }
            let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            self.finish(transfer.id, transfer.result(code))
        }
    }

    private func finish(_ id: UInt64, _ result: Result<FetchResponse, FetchFailure>) {
        guard let transfer = self.transfers.removeValue(forKey: id) else { return }
        _ = unsafe curl_multi_remove_handle(self.multi, transfer.easy)
        transfer.delivery.finish(result)
    }
}
