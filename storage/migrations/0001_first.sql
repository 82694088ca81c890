-- Instants are Unix seconds in UTC (BIGINT, *_utc). Money is in the currency's smallest unit.
-- JSON stands in TEXT. Every row that belongs to a budget year carries its process_no.

CREATE TABLE processes (
    process_no BIGINT PRIMARY KEY,
    process_id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,           -- the process file as loaded (TOML)
    source_sha256 TEXT NOT NULL,
    snapshot TEXT NOT NULL,         -- the whole budget year as it stands now (JSON)
    loaded_utc BIGINT NOT NULL,
    loaded_by BIGINT NOT NULL,
    frozen_sha256 TEXT,             -- the rules' hash once voting opened
    drawn_seed TEXT,                -- the seed as its announced source gave it, where it was not known
    drawn_agenda_seed TEXT          -- the same for the priority votes, drawn when those are over
);

CREATE TABLE stages (
    process_no BIGINT NOT NULL,
    stage_id TEXT NOT NULL,
    told TEXT NOT NULL DEFAULT '',  -- the last that was announced: entered, ending, ended
    PRIMARY KEY (process_no, stage_id)
);

CREATE TABLE citizens (
    user_id BIGINT PRIMARY KEY,
    language TEXT NOT NULL,
    language_chosen BIGINT NOT NULL DEFAULT 0,
    process_no BIGINT,              -- the budget year that this person looks at
    blocked BIGINT NOT NULL DEFAULT 0,
    first_seen_utc BIGINT NOT NULL
);

CREATE TABLE participants (
    process_no BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    district TEXT NOT NULL DEFAULT '',
    eligible_utc BIGINT,            -- notice read and eligibility stated
    consent_utc BIGINT,             -- consent to Telegram as an overseas service
    shuffle_seed TEXT NOT NULL,     -- the order of projects that this person sees
    PRIMARY KEY (process_no, user_id)
);
CREATE INDEX participants_by_district ON participants (process_no, district);

CREATE TABLE ballots (
    slot TEXT PRIMARY KEY,          -- HMAC(key outside this file, person | heading)
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,     -- the paper's number: above 1000 that of a priority vote
    ranking TEXT NOT NULL,          -- project_no, best first, joined by commas; empty: withdrawn
    revision BIGINT NOT NULL,
    code TEXT NOT NULL UNIQUE,      -- the receipt's tracking code
    electorate TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX ballots_by_heading ON ballots (process_no, heading_no);

CREATE TABLE tallies (
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,
    saves BIGINT NOT NULL DEFAULT 0,
    replaced BIGINT NOT NULL DEFAULT 0,
    withdrawn BIGINT NOT NULL DEFAULT 0,
    closed_utc BIGINT,              -- nothing is accepted any more; the sums are in the public log
    ballots_sha256 TEXT,            -- over the ballots that stood then
    sealed_utc BIGINT,              -- the key is destroyed and nothing ties a ballot to a person
    PRIMARY KEY (process_no, heading_no)
);

CREATE TABLE drafts (
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    process_no BIGINT NOT NULL,
    data TEXT NOT NULL,
    changed_utc BIGINT NOT NULL,
    PRIMARY KEY (user_id, kind)
);

CREATE TABLE conversation_states (
    name TEXT NOT NULL,
    place TEXT NOT NULL,            -- JSON of the conversation's key
    state TEXT NOT NULL,            -- JSON
    PRIMARY KEY (name, place)
);

CREATE TABLE handled (
    update_id BIGINT PRIMARY KEY,
    at_utc BIGINT NOT NULL
);

CREATE TABLE outbox (
    notice_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    chat_id BIGINT NOT NULL,
    thread_id BIGINT NOT NULL DEFAULT 0,
    message_id BIGINT NOT NULL DEFAULT 0,   -- edit this one; 0: send a new one
    lane BIGINT NOT NULL,                   -- 0 answers, 1 groups, 2 broadcasts
    at_most_once BIGINT NOT NULL,
    told_key TEXT UNIQUE,                   -- one notice only under one key
    not_before_utc BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting',  -- waiting sending delivered blocked refused uncertain
    tries BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,      -- grows when a newer state joins the row
    announcement_no BIGINT,
    created_utc BIGINT NOT NULL,
    done_utc BIGINT,
    why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_waiting ON outbox (state, lane, notice_no);
CREATE INDEX outbox_by_announcement ON outbox (announcement_no, state);
CREATE INDEX outbox_news ON outbox (done_utc) WHERE kind = 'stage-news';
CREATE INDEX outbox_reminders ON outbox (state) WHERE kind = 'announcement-unvoted';

CREATE TABLE announcements (
    announcement_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    author BIGINT NOT NULL,
    draft_key TEXT NOT NULL UNIQUE, -- the draft that it was; one draft is sent once
    texts TEXT NOT NULL,            -- {"ko": ..., "en": ...}
    audience TEXT NOT NULL,         -- {"kind": "everyone"} ...
    sent_utc BIGINT NOT NULL,
    outcome TEXT NOT NULL DEFAULT ''    -- what became of it, once its notices are forgotten
);

CREATE TABLE fanouts (
    fanout_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    audience TEXT NOT NULL,
    told_prefix TEXT NOT NULL UNIQUE,       -- with the chat's number: the notices' told_key
    announcement_no BIGINT,
    after_user_id BIGINT NOT NULL DEFAULT 0,    -- everybody up to here has a notice
    begun_utc BIGINT NOT NULL,
    done_utc BIGINT
);

CREATE TABLE roles (
    process_no BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    role TEXT NOT NULL,             -- facilitator, manager, reviewer
    scope TEXT NOT NULL DEFAULT '',
    granted_by BIGINT NOT NULL,
    granted_utc BIGINT NOT NULL,
    PRIMARY KEY (process_no, user_id, role, scope)
);

CREATE TABLE invitations (
    token_sha256 TEXT PRIMARY KEY,
    process_no BIGINT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL DEFAULT '',
    made_by BIGINT NOT NULL,
    made_utc BIGINT NOT NULL,
    expires_utc BIGINT NOT NULL,
    update_id BIGINT,               -- the tap that made it: a repeat replaces it
    used_by BIGINT,
    used_utc BIGINT
);

CREATE TABLE groups (
    chat_id BIGINT PRIMARY KEY,
    process_no BIGINT NOT NULL,
    title TEXT NOT NULL,
    username TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,
    is_forum BIGINT NOT NULL,
    rights TEXT NOT NULL DEFAULT '',        -- what the bot may do there, joined by commas
    door TEXT NOT NULL DEFAULT 'open',      -- open: by link; asks: a request, let in when registered
    invite_link TEXT NOT NULL DEFAULT '',
    bound_by BIGINT NOT NULL,
    bound_utc BIGINT NOT NULL,
    gone_utc BIGINT
);

CREATE TABLE threads (
    thread_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    chat_id BIGINT NOT NULL,
    topic_id BIGINT NOT NULL DEFAULT 0,     -- 0: not made yet, or the whole group
    topic_state TEXT NOT NULL,              -- whole, wanted, queued, made, gone, refused
    topic_try BIGINT NOT NULL DEFAULT 0,
    heading_no BIGINT NOT NULL,
    title TEXT NOT NULL,
    is_open BIGINT NOT NULL DEFAULT 1,
    round_no BIGINT NOT NULL DEFAULT 1,
    note TEXT NOT NULL DEFAULT '{}',        -- {"ko": ..., "en": ...}
    note_message_id BIGINT NOT NULL DEFAULT 0,
    card_message_id BIGINT NOT NULL DEFAULT 0,
    UNIQUE (chat_id, heading_no)
);
CREATE INDEX threads_by_heading ON threads (process_no, heading_no);

CREATE TABLE rounds (
    thread_no BIGINT NOT NULL,
    round_no BIGINT NOT NULL,
    opened_utc BIGINT NOT NULL,
    closed_utc BIGINT,
    closed_by BIGINT,
    messages BIGINT NOT NULL DEFAULT 0,
    people BIGINT NOT NULL DEFAULT 0,       -- counted when the round closes
    message_id BIGINT NOT NULL DEFAULT 0,   -- the closing note
    summary TEXT NOT NULL DEFAULT '{}',     -- {"ko": ..., "en": ...}
    PRIMARY KEY (thread_no, round_no)
);

CREATE TABLE voices (
    thread_no BIGINT NOT NULL,
    round_no BIGINT NOT NULL,
    voice TEXT NOT NULL,            -- HMAC(the round's key outside this file, person)
    PRIMARY KEY (thread_no, round_no, voice)
) WITHOUT ROWID;

CREATE TABLE statements (
    statement_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    thread_no BIGINT NOT NULL,
    round_no BIGINT NOT NULL,
    slot TEXT NOT NULL,             -- HMAC(the thread's key outside this file, author); '': nobody
    text TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,     -- the draft that it was: a second sending finds it
    hidden_code TEXT NOT NULL DEFAULT '',   -- why it is not shown; '': it is
    hidden_words TEXT NOT NULL DEFAULT ''
);
CREATE INDEX statements_by_round ON statements (thread_no, round_no);

CREATE TABLE answers (
    slot TEXT NOT NULL,             -- the same in every round of the thread
    statement_no BIGINT NOT NULL,
    answer BIGINT NOT NULL,         -- 1 agree, -1 disagree, 0 pass
    PRIMARY KEY (slot, statement_no)
) WITHOUT ROWID;
CREATE INDEX answers_by_statement ON answers (statement_no);

CREATE TABLE motions (
    motion_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    kind TEXT NOT NULL,             -- publish, advance, extend, correct
    params TEXT NOT NULL,
    subject_sha256 TEXT NOT NULL,
    moved_by BIGINT NOT NULL,
    moved_utc BIGINT NOT NULL,
    seconded_by BIGINT,
    seconded_utc BIGINT,
    state TEXT NOT NULL DEFAULT 'open'      -- open carried dropped
);

CREATE TABLE allocations (
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,
    edition BIGINT NOT NULL,        -- 0: counted, not public; then 1, 2, ...
    result TEXT NOT NULL,           -- canonical JSON of the allocation
    comparison TEXT NOT NULL,       -- canonical JSON of the other rule's
    sha256 TEXT NOT NULL,
    counted_utc BIGINT NOT NULL,
    published_utc BIGINT,
    replaced_why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (process_no, heading_no, edition)
);

CREATE TABLE agenda_rules (
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,
    sha256 TEXT NOT NULL,           -- the rules' hash once priority voting opened
    PRIMARY KEY (process_no, heading_no)
);

CREATE TABLE outcomes (
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,
    vote TEXT NOT NULL,             -- agenda: a shortlist; lines: a line review
    edition BIGINT NOT NULL,        -- 0: counted, not public; then 1, 2, ... of the heading
    result TEXT NOT NULL,           -- canonical JSON of the count
    sha256 TEXT NOT NULL,
    counted_utc BIGINT NOT NULL,
    published_utc BIGINT,
    log_seq BIGINT,                 -- the public log's entry that published it
    why TEXT NOT NULL DEFAULT '{}',             -- {"ko": ..., "en": ...} of a correction
    replaced_why TEXT NOT NULL DEFAULT '{}',    -- that of the one which replaced this
    bundle_sha256 TEXT,
    PRIMARY KEY (process_no, heading_no, vote, edition)
);

CREATE TABLE line_reasons (
    reason_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,
    line_no BIGINT NOT NULL,
    slot TEXT,                      -- that of the ballot; NULL once the heading is closed
    direction BIGINT,               -- then: -1 cut, 0 keep, 1 raise; NULL where too few did so
    text TEXT NOT NULL,
    is_hidden BIGINT NOT NULL DEFAULT 0,
    UNIQUE (slot, line_no)
);
CREATE INDEX line_reasons_by_heading ON line_reasons (process_no, heading_no, line_no);

CREATE TABLE editions (
    process_no BIGINT NOT NULL,
    edition BIGINT NOT NULL,        -- 1, then one more for each publication or correction
    sha256 TEXT NOT NULL,           -- of the whole result
    published_utc BIGINT NOT NULL,
    why TEXT NOT NULL,              -- {"ko": ..., "en": ...} of a correction, else {}
    log_seq BIGINT NOT NULL,        -- the public log's checkpoint
    log_sha256 TEXT NOT NULL,
    bundle_sha256 TEXT,
    PRIMARY KEY (process_no, edition)
);

CREATE TABLE proposals (
    proposal_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,
    author BIGINT NOT NULL,         -- 0: the person was erased
    title TEXT NOT NULL,
    problem TEXT NOT NULL,
    idea TEXT NOT NULL,
    place TEXT NOT NULL,
    cost BIGINT,
    field TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,
    state TEXT NOT NULL,            -- received, withdrawn, ... (deliberation/proposals.py)
    received_utc BIGINT NOT NULL,
    until_utc BIGINT,               -- the proposer's time to answer ends
    draft_token TEXT UNIQUE,        -- the draft that it came from: a second sending finds it
    signature TEXT NOT NULL DEFAULT '', -- the proposer as everybody reads it: 김○○, or nothing
    merged_into BIGINT,             -- the proposal that it has become one with
    from_merge BIGINT UNIQUE        -- the merge that made it
);
CREATE INDEX proposals_by_heading
    ON proposals (process_no, heading_no, state, field, received_utc);
CREATE INDEX proposals_by_author ON proposals (author);
CREATE INDEX proposals_by_state ON proposals (process_no, state, received_utc);
CREATE INDEX proposals_waiting ON proposals (until_utc) WHERE until_utc IS NOT NULL;

CREATE TABLE former_proposals (
    slot TEXT PRIMARY KEY,          -- HMAC(the year's key outside this file, an erased person)
    process_no BIGINT NOT NULL,
    standing BIGINT NOT NULL,
    ever BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE proposal_events (
    event_no INTEGER PRIMARY KEY,
    proposal_no BIGINT NOT NULL,
    kind TEXT NOT NULL,
    params TEXT NOT NULL,
    at_utc BIGINT NOT NULL,
    acted_by BIGINT NOT NULL DEFAULT 0  -- the reviewer or manager who did it; never shown
);
CREATE INDEX proposal_events_by_proposal ON proposal_events (proposal_no, event_no);

CREATE TABLE desks (
    process_no BIGINT NOT NULL,
    department TEXT NOT NULL,
    chat_id BIGINT NOT NULL,        -- a bound group: its proposals are shown there
    topic_id BIGINT NOT NULL DEFAULT 0,
    bound_by BIGINT NOT NULL,
    bound_utc BIGINT NOT NULL,
    PRIMARY KEY (process_no, department)
);

CREATE TABLE attachments (
    attachment_no INTEGER PRIMARY KEY,
    user_id BIGINT NOT NULL,
    process_no BIGINT NOT NULL,
    draft_token TEXT,               -- the draft that it hangs on, until that is handed in
    proposal_no BIGINT,             -- then the proposal
    kind TEXT NOT NULL,             -- photo, pdf
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    added_utc BIGINT NOT NULL
);
CREATE INDEX attachments_by_person ON attachments (user_id);
CREATE INDEX attachments_by_draft ON attachments (draft_token);
CREATE INDEX attachments_by_proposal ON attachments (proposal_no);
CREATE INDEX attachments_by_content ON attachments (sha256);

CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY,
    content BYTEA NOT NULL          -- goes with the last attachment that names it
);

CREATE TABLE assignments (
    proposal_no BIGINT NOT NULL,
    department TEXT NOT NULL,
    is_lead BIGINT NOT NULL,        -- the lead decides, the others advise
    has_advised BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (proposal_no, department)
);
CREATE INDEX assignments_by_department ON assignments (department, proposal_no);

CREATE INDEX proposals_merged ON proposals (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE co_proposers (
    proposal_no BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    signature TEXT NOT NULL DEFAULT '',
    joined_utc BIGINT NOT NULL,
    PRIMARY KEY (proposal_no, user_id)
);
CREATE INDEX co_proposers_by_person ON co_proposers (user_id);

CREATE TABLE merges (
    merge_no INTEGER PRIMARY KEY,
    process_no BIGINT NOT NULL,
    heading_no BIGINT NOT NULL,
    lead_no BIGINT NOT NULL,        -- the proposal whose proposer speaks for all
    joint TEXT NOT NULL DEFAULT '{}',   -- {"title", "problem", "idea"}; {}: the lead's own text
    round_no BIGINT NOT NULL DEFAULT 1, -- grows when the text is another and all are asked anew
    state TEXT NOT NULL DEFAULT 'asked',    -- asked merged failed withdrawn
    suggested_by BIGINT NOT NULL,
    suggested_utc BIGINT NOT NULL,
    until_utc BIGINT NOT NULL,
    done_utc BIGINT,
    draft_token TEXT NOT NULL UNIQUE
);
CREATE INDEX merges_open ON merges (process_no, heading_no) WHERE state = 'asked';

CREATE TABLE merge_parts (
    merge_no BIGINT NOT NULL,
    proposal_no BIGINT NOT NULL,
    answer TEXT NOT NULL DEFAULT 'open',    -- open consents refuses
    reason TEXT NOT NULL DEFAULT '',    -- why the proposer refused, for the staff alone
    why_left TEXT NOT NULL DEFAULT '',  -- refused, silent, moved-on
    PRIMARY KEY (merge_no, proposal_no)
);
CREATE INDEX merge_parts_by_proposal ON merge_parts (proposal_no);

CREATE TABLE followers (
    proposal_no BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (proposal_no, user_id)
);
CREATE INDEX followers_by_person ON followers (user_id);

CREATE TABLE supports (
    proposal_no BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    given_utc BIGINT NOT NULL,
    PRIMARY KEY (proposal_no, user_id)
);
CREATE INDEX supports_by_person ON supports (user_id);

CREATE TABLE public_log (
    process_no BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at_utc BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (process_no, seq)
);

CREATE TABLE heartbeats (
    name TEXT PRIMARY KEY,
    at_utc BIGINT NOT NULL
);
