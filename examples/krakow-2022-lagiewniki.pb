META
key;value
description;District PB in Kraków, Łagiewniki-Borek Fałęcki
country;Poland
unit;Kraków
district;Łagiewniki-Borek Fałęcki
subunit;Łagiewniki-Borek Fałęcki
instance;2022
num_projects;9
num_votes;0
budget;1448162
vote_type;ordinal
rule;greedy
date_begin;30.09.2022
date_end;14.10.2022
min_length;3
max_length;3
edition;9
language;pl
currency;PLN
comment;Projects only, no ballots come along
PROJECTS
project_id;cost;name
1;579265;Park w Łagiewnikach - etap V
11;579000;Park Miejski na Białych Morzach
13;389500;Do Wilgi - promenada spacerowa etap III
14;460000;Smoczy Skwer na nowo - rewitalizacja
6;49800;Z książką zrozumiesz świat
3;149990;KARUZELA -duża w PARKU SOLVAY
8;180000;Woda energii doda - poidełko przy Placu Muzycznym
7;139999;BUDOWA CHODNIKA wzdłuż skweru ŁUKASIŃSKIEGO-HUCULSKA.
9;23000;Uczymy się pomagać od najmłodszych lat.
VOTES
voter_id;vote
