-- Rendered from reports/store/statements.py by scripts/render_statements.py; do not edit.

-- put_policies
INSERT INTO policies (hash, name, law_as_of, wording) VALUES (?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET name = excluded.name, law_as_of = excluded.law_as_of, wording = excluded.wording;

-- put_captures
INSERT INTO captures (fingerprint, path, size, first_ns, last_ns, sha256, complete, run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET path = excluded.path, size = excluded.size, first_ns = excluded.first_ns, last_ns = excluded.last_ns, sha256 = excluded.sha256, complete = excluded.complete, run_id = excluded.run_id;

-- put_audits
INSERT INTO audits (run_id, capture, path) VALUES (?, ?, ?) ON CONFLICT (run_id, capture) DO UPDATE SET path = excluded.path;

-- put_coverage
INSERT INTO coverage (capture, frames, decoded, unread, bytes, damage, counters) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (capture) DO UPDATE SET frames = excluded.frames, decoded = excluded.decoded, unread = excluded.unread, bytes = excluded.bytes, damage = excluded.damage, counters = excluded.counters;

-- put_transfers
INSERT INTO transfers ("key", capture, run_id, protocol, sender, sender_port, receiver, receiver_port, client, server, first_ns, last_ns, bytes, inspected, opaque_bytes, gaps, budget, names, tunnel, sender_country, sender_place, receiver_country, receiver_place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("key") DO UPDATE SET capture = excluded.capture, run_id = excluded.run_id, protocol = excluded.protocol, sender = excluded.sender, sender_port = excluded.sender_port, receiver = excluded.receiver, receiver_port = excluded.receiver_port, client = excluded.client, server = excluded.server, first_ns = excluded.first_ns, last_ns = excluded.last_ns, bytes = excluded.bytes, inspected = excluded.inspected, opaque_bytes = excluded.opaque_bytes, gaps = excluded.gaps, budget = excluded.budget, names = excluded.names, tunnel = excluded.tunnel, sender_country = excluded.sender_country, sender_place = excluded.sender_place, receiver_country = excluded.receiver_country, receiver_place = excluded.receiver_place;

-- put_judgements
INSERT INTO judgements (transfer, policy_hash, run_id, outcome, rules, severity, reasons, basis, lawful_path, subjects, asset, recipient, day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (transfer, policy_hash) DO UPDATE SET run_id = excluded.run_id, outcome = excluded.outcome, rules = excluded.rules, severity = excluded.severity, reasons = excluded.reasons, basis = excluded.basis, lawful_path = excluded.lawful_path, subjects = excluded.subjects, asset = excluded.asset, recipient = excluded.recipient, day = excluded.day;

-- put_findings
INSERT INTO findings (transfer, policy_hash, detector, class, weak, run_id, count, confidence, samples, parts, key_id, digests) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (transfer, policy_hash, detector, class, weak) DO UPDATE SET run_id = excluded.run_id, count = excluded.count, confidence = excluded.confidence, samples = excluded.samples, parts = excluded.parts, key_id = excluded.key_id, digests = excluded.digests;

-- put_evidence
INSERT INTO evidence (transfer, frames, first_frame, last_frame, offsets, community_id, sha256) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (transfer) DO UPDATE SET frames = excluded.frames, first_frame = excluded.first_frame, last_frame = excluded.last_frame, offsets = excluded.offsets, community_id = excluded.community_id, sha256 = excluded.sha256;

-- put_incident_transfers
INSERT INTO incident_transfers (incident, transfer, policy_hash, severity) VALUES (?, ?, ?, ?) ON CONFLICT (incident, transfer) DO UPDATE SET policy_hash = excluded.policy_hash, severity = excluded.severity;

-- put_totals
INSERT INTO totals (capture, sender_network, recipient_network, recipient_country, protocol, hour, run_id, transfers, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (capture, sender_network, recipient_network, recipient_country, protocol, hour) DO UPDATE SET run_id = excluded.run_id, transfers = excluded.transfers, bytes = excluded.bytes;

-- begin_run
INSERT INTO runs (started_ns, finished_ns, version, sensor, policy_hash, geo_sources, geo_attribution, key_id) VALUES (:started_ns, :finished_ns, :version, :sensor, :policy_hash, :geo_sources, :geo_attribution, :key_id);

-- finish_run
UPDATE runs SET finished_ns=:finished_ns WHERE runs.id = :run;

-- policy_and_key
SELECT runs.policy_hash, runs.key_id 
FROM runs 
WHERE runs.id = :run;

-- incidents_of_keys
SELECT incidents."key", incidents.id, incidents.serial, incidents.state 
FROM incidents 
WHERE incidents."key" IN (SELECT value 
FROM json_each(:keys)) ORDER BY incidents.serial;

-- incidents_of_transfers
SELECT incidents."key", incident_transfers.transfer, incidents.id 
FROM incident_transfers JOIN incidents ON incidents.id = incident_transfers.incident 
WHERE incident_transfers.transfer IN (SELECT value 
FROM json_each(:keys)) ORDER BY incidents.serial;

-- ids_in_use
SELECT incidents.id 
FROM incidents 
WHERE incidents.id IN (SELECT value 
FROM json_each(:keys));

-- open_incident
INSERT INTO incidents (id, "key", serial, rule, sender, recipient, day, state, predecessor, run_id) VALUES (:id, :key, :serial, :rule, :sender, :recipient, :day, :state, :predecessor, :run_id);

-- sweep_totals
DELETE FROM totals WHERE totals.capture = :capture AND totals.run_id != :run;

-- sweep_findings
DELETE FROM findings WHERE findings.policy_hash = :policy AND findings.run_id != :run AND findings.transfer IN (SELECT transfers."key" 
FROM transfers 
WHERE transfers.capture = :capture AND transfers.run_id = :run);

-- clear_left
INSERT INTO judgements (transfer, policy_hash, run_id, outcome, rules, reasons, basis, severity, asset, recipient, day, subjects) SELECT transfers."key", :policy AS anon_1, :run AS anon_2, 'clear', '[]', '[]', '[]', '', '', '', '', 0 
FROM transfers 
WHERE transfers.capture = :capture AND transfers.run_id != :run ON CONFLICT (transfer, policy_hash) DO UPDATE SET run_id = excluded.run_id, outcome = excluded.outcome;

-- adopt_left
UPDATE transfers SET run_id=:run WHERE transfers.capture = :capture AND transfers.run_id != :run;
