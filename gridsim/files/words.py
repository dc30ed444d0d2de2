"""Names of the columns of ties, in the languages that people write tables in."""

from __future__ import annotations

import re
import unicodedata

TIE_COLUMNS = (
    ("source", "target"), ("u", "v"), ("from", "to"), ("src", "dst"), ("ego", "alter"), ("sender", "receiver"), ("followed", "follower"),
    ("followee", "follower"), ("person", "friend"), ("user", "friend"), ("id1", "id2"), ("id_1", "id_2"), ("node1", "node2"), ("node_1", "node_2"),
    ("person1", "person2"), ("user1", "user2"), ("target", "user"), ("source_id", "target_id"), ("sourceid", "targetid"), ("from_user", "to_user"),
    ("from_id", "to_id"), ("fromnodeid", "tonodeid"), ("from_node", "to_node"), ("i", "j"), ("citing", "cited"), ("truster", "trustee"),
    ("quelle", "ziel"), ("von", "nach"), ("von", "an"), ("source", "cible"), ("origine", "destination"), ("origen", "destino"), ("origem", "destino"),
    ("de", "para"), ("sorgente", "destinazione"), ("bron", "doel"), ("van", "naar"), ("откуда", "куда"), ("от", "кому"), ("источник", "цель"),
    ("来源", "目标"), ("源", "目标"), ("起点", "终点"), ("发送者", "接收者"), ("用户", "好友"), ("kaynak", "hedef"),
)  # fmt: skip
"""Names of the columns of ties: source, target. (A `user` reposts, mentions or answers a `target`: the target is the source.)"""
WEIGHT_COLUMNS = ("weight", "weights", "strength", "w", "gewicht", "poids", "peso", "权重", "вес")
LAYER_COLUMN = "layer"
"""Name of the column that says to which layer of a multiplex a row belongs."""
LABEL_COLUMNS = (
    "id",
    "label",
    "name",
    "user",
    "person",
    "node",
    "uid",
    "user_id",
    "userid",
    "student",
    "member",
    "customer",
    "编号",
    "姓名",
    "用户",
)
"""Names of the column of a table of people that holds their ids."""
_ENDS = frozenset(
    """
    source target src dst dest destination origin from to user users person people name id ids node nodes vertex agent actor sender receiver
    recipient ego alter friend friends buddy follower followee followed following leader citing cited author coauthor customer client member
    employee manager boss subordinate supervisor parent child mentor mentee truster trustee trustor giver taker caller callee buyer seller inviter
    invitee invited invites referrer referee referred referral recruiter recruit recruited head tail start end begin left right first second label
    account uid nid uuid influencer influenced influences donor student teacher rater ratee colleague contact nick nickname handle screen profile
    mentioned mentions retweeter retweeted tweeter reposter reposted poster replier by of who whom individual participant respondent nominee
    nominator nominated knows peer partner neighbour neighbor one two key number no nr num
    quelle ziel von nach an freund freundin absender empfänger nutzer benutzer knoten kunde mitarbeiter kontakt anfang ende wer wen
    cible de à origine expéditeur destinataire utilisateur personne ami nom noeud nœud début fin vers qui
    origen destino para desde hasta hacia usuario persona amigo emisor receptor fuente objetivo nodo nombre inicio final
    origem usuário pessoa nome fonte alvo até sorgente destinazione da a utente amico mittente destinatario nodo partenza arrivo
    bron doel van naar gebruiker persoon vriend knoop źródło cel od do osoba użytkownik znajomy nadawca odbiorca kto kogo
    källa mål från till fra til vän ven kilde
    источник цель от кому кто кого пользователь человек друг узел откуда куда отправитель получатель имя
    kaynak hedef kimden kime kişi arkadaş
    """.split()  # noqa: SIM905
)
_CHINESE = (
    "被关注者", "被推荐人", "被邀请人", "被转发者", "关注者", "推荐人", "邀请人", "转发者", "发送者", "发送方", "接收者", "接收方",
    "发件人", "收件人", "参与者", "博主", "粉丝", "用户", "好友", "朋友", "节点", "来源", "起点", "终点", "目标", "账号", "姓名",
    "作者", "成员", "会员", "客户", "编号", "名称", "源", "人", "甲", "乙", "从", "到", "自", "至", "号", "名",
    "送信者", "受信者", "始点", "終点", "ユーザー", "ユーザ", "사용자", "보낸사람", "받는사람", "출발", "도착",
)  # fmt: skip


def is_end_word(name: str) -> bool:
    """Whether a name is made of words for an end of a tie: `from_user`, `citing`, `Person A`, `用户甲`."""
    text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", unicodedata.normalize("NFC", name.strip())).lower()
    n = 0
    for word in _CHINESE:
        n += text.count(word)
        text = text.replace(word, " ")
    for piece in re.split(r"[\W_\d]+", text):
        if piece in _ENDS and len(piece) > 1:
            n += 1
        elif len(piece) > 1:
            return False
    return n > 0
